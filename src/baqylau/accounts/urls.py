"""The room's addresses."""

from django.urls import path

from baqylau.accounts.views import account, links, sign_in, users

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("language/", sign_in.set_language, name="set_language"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("link/", links.link_password, name="link_password"),
    path("link/<str:token>/", links.link, name="link"),
    path("users/", users.users, name="users"),
    path("users/invite/", users.invite, name="invite"),
    path("users/<int:pk>/link/", users.user_link, name="user_link"),
    path("users/<int:pk>/deactivate/", users.deactivate, name="deactivate"),
    path("users/<int:pk>/reactivate/", users.reactivate, name="reactivate"),
]
