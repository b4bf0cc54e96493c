"""The groups that a migration makes, and what each may do. Everything not named here is refused."""

from typing import Any

DESK = ("blog.post", "statements.statement", "pages.page")
AROUND = (
    *("blog.series", "blog.author", "blog.byline"),
    *("statements.issuer", "statements.reference", "statements.signature", "statements.affiliation"),
    *("signatories.organisation", "signatories.signatory"),
    *("publishing.topic", "publishing.topicdocument", "publishing.picture", "publishing.translation"),
    "members.standardreply",
)
SIGNING = ("statements.signature", "statements.affiliation", "signatories.signatory")
RECORD = ("members.submission", "publishing.document", "publishing.seal", "publishing.edition", "publishing.decision")


def _may(acts: str, models: tuple[str, ...]) -> set[str]:
    return {f"{app}.{act}_{model}" for act in acts.split() for app, model in (name.split(".") for name in models)}


VIEW = _may("view", DESK + AROUND + RECORD)
# Accounts asked for, what people say about themselves, and texts submitted by members; what is often said about them.
DECIDES = {
    *("accounts.view_accountrequest", "accounts.decide_accountrequest"),
    *("accounts.view_person", "accounts.publish_profile"),
    *("members.review_submission", *_may("add change delete", ("members.standardreply",))),
}

# Edits everything, publishes, withdraws, redacts, shows drafts to people outside.
SECRETARIAT = (
    VIEW
    | _may("add change delete", DESK + AROUND)
    | DECIDES
    | _may("view add change delete", ("accounts.blockedaddress",))
    | {
        "publishing.publish_document",
        "publishing.withdraw_document",
        "publishing.redact_document",
        "publishing.share_document",
        "publishing.edit_original",
        "importing.import_blog",
        "members.oversee_submission",
    }
)

ROLES: dict[str, set[str]] = {
    "secretariat": SECRETARIAT,
    # Edits, publishes and shares posts; signatures and who can sign are not theirs.
    "moderator": VIEW
    | _may("add change", ("blog.post", "blog.author", "blog.byline", "publishing.picture", "publishing.topicdocument"))
    | _may("delete", ("blog.byline", "publishing.topicdocument"))
    | DECIDES
    | {"publishing.publish_document", "publishing.share_document", "publishing.edit_original"},
    # Edits the language that is not the original's, and publishes nothing.
    "translator": VIEW | _may("change", (*DESK, "blog.byline", "statements.reference", "publishing.translation")),
    "read-only": VIEW,
    # Everything the secretariat may, and accounts, roles and the audit trail.
    "administrator": SECRETARIAT
    | _may("add change view", ("accounts.invitation",))
    | _may("view change delete", ("auth.user",))
    | {"auth.view_group", "accounts.view_auditentry", "accounts.change_person", "accounts.view_person"}
    | _may("view delete", ("accounts.mail",)),
    # Has an account and writes; has no business at the desk.
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
        # On the way up through the migrations some permissions are still to come; the last one finds them all.
        group.permissions.set([known[permission] for permission in sorted(wanted & known.keys())])
