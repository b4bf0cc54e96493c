"""The pages of the desk in Django's admin: what staff do with a text and with what surrounds it."""
