"""The groups that a migration makes, and what each may do. Everything not named here is refused."""

from typing import Any

DESK = ("blog.post", "statements.statement", "pages.page")
AROUND = (
    *("blog.series", "blog.author", "blog.byline"),
    *("statements.issuer", "statements.reference", "statements.signature", "statements.affiliation"),
    *("signatories.organisation", "signatories.signatory"),
    *("publishing.topic", "publishing.topicdocument", "publishing.picture", "publishing.translation"),
)
SIGNING = ("statements.signature", "statements.affiliation", "signatories.signatory")
RECORD = ("publishing.document", "publishing.seal", "publishing.edition", "publishing.decision")


def _may(acts: str, models: tuple[str, ...]) -> set[str]:
    return {f"{app}.{act}_{model}" for act in acts.split() for app, model in (name.split(".") for name in models)}


VIEW = _may("view", DESK + AROUND + RECORD)
# Who asks for an account, and what people say about themselves.
PEOPLE = {
    *("accounts.view_accountrequest", "accounts.decide_accountrequest"),
    *("accounts.view_person", "accounts.publish_profile"),
}

ROLES: dict[str, set[str]] = {
    # Edits everything, publishes, withdraws, redacts, shows drafts to people outside.
    "secretariat": VIEW
    | PEOPLE
    | _may("add change delete", DESK + AROUND)
    | _may("view add change delete", ("accounts.blockedaddress",))
    | {
        "publishing.publish_document",
        "publishing.withdraw_document",
        "publishing.redact_document",
        "publishing.share_document",
        "publishing.edit_original",
        "importing.import_blog",
    },
    # Edits, publishes and shares posts; signatures and who can sign are not theirs.
    "moderator": VIEW
    | PEOPLE
    | _may("add change", ("blog.post", "blog.author", "blog.byline", "publishing.picture", "publishing.topicdocument"))
    | _may("delete", ("blog.byline", "publishing.topicdocument"))
    | {"publishing.publish_document", "publishing.share_document", "publishing.edit_original"},
    # Edits the language that is not the original's, and publishes nothing.
    "translator": VIEW | _may("change", (*DESK, "blog.byline", "statements.reference", "publishing.translation")),
    "read-only": VIEW,
    # Writes, under /write/, and never opens the desk.
    "member": set(),
}


def make_groups(apps: Any) -> None:
    """Make the groups, or bring them up to date. `apps` is a registry: the real one, or a migration's."""
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permission_model.objects.select_related("content_type")
    }
    for name, wanted in ROLES.items():
        group, _made = group_model.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in sorted(wanted)])
