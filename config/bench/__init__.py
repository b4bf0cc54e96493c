"""What each page costs, measured on an archive that is filled for it and thrown away: `manage.py bench`."""
