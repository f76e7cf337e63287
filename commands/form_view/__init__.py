"""How a template's form looks in Slack: a page as a window, what was sent as answers, what menus offer."""

from commands.form_view.ids import PICK, STEER
from commands.form_view.page import errors_of, modal_page
from commands.form_view.reading import answers_of
from commands.form_view.suggestions import choices, suggestions

__all__ = ["PICK", "STEER", "answers_of", "choices", "errors_of", "modal_page", "suggestions"]
