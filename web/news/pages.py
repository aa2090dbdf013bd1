"""The blueprint that the newsroom's pages belong to."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("news", __name__, url_prefix="/news")

Page = str | Response | tuple[str, int]
