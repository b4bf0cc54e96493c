"""Preview links: the one door to a working copy for somebody without an account."""
