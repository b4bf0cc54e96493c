"""In whose name the command takes in when nobody is named."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

NAME = "import_blogger"


def for_command(name: str = "", *, dry_run: bool = False) -> User:
    """The account with this user name; without a name, one that stands for the command itself.

    That one has no password, is not active and holds no rights in the database, so that nobody can become it: whoever
    may run commands on the machine lends it the rights for as long as the command runs. Raises User.DoesNotExist.
    """
    accounts = get_user_model()._default_manager
    if name:
        return accounts.get_by_natural_key(name)
    person = accounts.filter(username=NAME).first() or get_user_model()(username=NAME, is_active=False)
    if person.pk is None:
        person.set_unusable_password()
        if not dry_run:
            person.save()
    person.is_active = person.is_superuser = True
    return person
