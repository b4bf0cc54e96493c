"""The site map."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from config.health import healthz
from importing.word.views import from_word
from publishing.press import media, sitemaps, views

urlpatterns = [
    path("", views.start, name="start"),
    path("healthz", healthz),
    path("robots.txt", views.robots),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-around.xml", sitemaps.around, name="sitemap_around"),
    path("sitemap-<int:number>.xml", sitemaps.part, name="sitemap_part"),
    re_path(rf"^media/pictures/(?P<token>[A-Za-z0-9_-]{{1,32}})/{media.FILE}$", media.picture),
    path("preview/", include("publishing.sharing.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin/importing/blogger/", include("importing.urls")),
    path("admin/blog/post/from_word/", admin.site.admin_view(from_word), name="post_from_word"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", include("publishing.press.urls")),
        path("", include("blog.urls")),
        path("", include("statements.urls")),
        path("", include("pages.urls")),
        path("write/", include("members.urls")),
    ),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"
