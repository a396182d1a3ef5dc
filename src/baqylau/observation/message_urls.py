"""Addresses of text messages, for gateways and for people, and of files that came with reports."""

from django.urls import path

from baqylau.observation.views import attachments, gateways, messages

urlpatterns = [
    path("missions/<slug:slug>/attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("missions/<slug:slug>/attachments/<int:pk>/small/", attachments.small, name="thumbnail"),
    path("messages/<str:code>/", messages.webhook, name="webhook"),
    path("missions/<slug:slug>/messages/", messages.messages, name="messages"),
    path("missions/<slug:slug>/messages/try/", messages.try_out, name="message_test"),
    path("missions/<slug:slug>/messages/sheets/", messages.sheets, name="message_sheets"),
    path("missions/<slug:slug>/messages/sheets/<str:code>/", messages.sheet, name="message_sheet"),
    path("missions/<slug:slug>/messages/gateways/", gateways.gateways, name="gateways"),
    path("missions/<slug:slug>/messages/gateways/new/", gateways.new, name="new_gateway"),
    path("missions/<slug:slug>/messages/gateways/take/", gateways.take, name="take_messages"),
    path("missions/<slug:slug>/messages/gateways/<int:pk>/", gateways.one, name="gateway"),
    path("missions/<slug:slug>/messages/gateways/<int:pk>/close/", gateways.close, name="close_gateway"),
    path("missions/<slug:slug>/messages/<int:pk>/", messages.message, name="message"),
    path("missions/<slug:slug>/messages/<int:pk>/assign/", messages.assign, name="assign_number"),
    path("missions/<slug:slug>/messages/<int:pk>/again/", messages.again, name="read_message_again"),
    path("missions/<slug:slug>/messages/<int:pk>/reply/", messages.reply_again, name="send_reply_again"),
]
