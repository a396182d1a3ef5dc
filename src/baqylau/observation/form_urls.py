"""The addresses of forms. Words that stand where a version may stand are ``RESERVED_VERSIONS``."""

from django.urls import path

from baqylau.observation.views import form_drafts, form_settings, forms

FORMS = "missions/<slug:slug>/forms"
FORM = f"{FORMS}/<str:code>"
VERSION = f"{FORM}/<str:version>"

urlpatterns = [
    path(f"{FORMS}/", forms.forms, name="forms"),
    path(f"{FORMS}/new/", form_drafts.new, name="new_form"),
    path(f"{FORMS}/library/<str:key>/", form_settings.copy, name="copy_form"),
    path(f"{FORM}/", forms.one, name="one_form"),
    path(f"{FORM}/upload/", form_drafts.upload, name="form_upload"),
    path(f"{FORM}/draft/", form_drafts.draft, name="form_draft"),
    path(f"{FORM}/publish/", form_drafts.publish, name="form_publish"),
    path(f"{FORM}/discard/", form_drafts.discard, name="form_discard"),
    path(f"{FORM}/test/", form_drafts.test, name="form_test"),
    path(f"{FORM}/compare/", forms.compare, name="form_compare"),
    path(f"{FORM}/settings/", form_settings.settings, name="form_settings"),
    path(f"{FORM}/key/", form_settings.key, name="form_key"),
    path(f"{FORM}/library/", form_settings.newer, name="form_newer"),
    path(f"{VERSION}/", forms.questions, name="form"),
    path(f"{VERSION}/file", forms.file, name="form_file"),
    path(f"{VERSION}/files/", form_settings.add, name="form_add_file"),
    path(f"{VERSION}/files/<str:name>", forms.media, name="form_media"),
    path(f"{VERSION}/files/<str:name>/remove", form_settings.remove, name="form_remove_file"),
]
