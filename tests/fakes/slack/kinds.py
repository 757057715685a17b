"""The blocks and elements there are, what each may hold, and where it may stand."""

from __future__ import annotations

SELECTS = {
    f"{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")
}
MULTI = {f"multi_{kind}" for kind in SELECTS}
TYPED = {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
}
PICKERS = {"datepicker", "timepicker", "radio_buttons", "checkboxes"}

IN_ACTIONS = SELECTS | PICKERS | {"button", "overflow", "datetimepicker", "workflow_button"}
IN_SECTION = SELECTS | MULTI | PICKERS | {"button", "overflow", "image", "workflow_button"}
IN_INPUT = SELECTS | MULTI | PICKERS | TYPED | {"datetimepicker", "file_input"}

BLOCKS: dict[str, set[str]] = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text", "level"},
    "divider": set(),
    "context": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "markdown": {"text"},
    "rich_text": {"elements"},
    "table": {"rows", "column_settings"},
    "video": {
        "video_url", "thumbnail_url", "alt_text", "title", "title_url", "description",
        "author_name", "provider_name", "provider_icon_url",
    },
    "context_actions": {"elements"},
    "alert": {"text", "level"},
    "card": {
        "icon", "title", "subtitle", "hero_image", "body", "actions", "slack_icon", "subtext",
    },
    "carousel": {"elements"},
    "container": {
        "title", "rich_text_title", "subtitle", "child_blocks", "width", "is_collapsible",
        "is_collapsed", "has_header_divider", "icon", "default_collapsed",
    },
    "task_card": {"task_id", "title", "details", "output", "sources", "status"},
    "plan": {"title", "tasks"},
}  # fmt: skip
"""The keys of each block, besides type and block_id."""

ONLY_IN = {
    "markdown": {"message"},
    "table": {"message"},
    "alert": {"modal"},
    "context_actions": {"message"},
    "task_card": {"message"},
    "plan": {"message"},
    "card": {"message"},
    "carousel": {"message"},
}

CHOICE = {"options", "option_groups", "placeholder", "confirm", "focus_on_load"}
ELEMENTS: dict[str, set[str]] = {
    "button": {"text", "url", "value", "style", "confirm", "accessibility_label"},
    "workflow_button": {"text", "workflow", "style", "accessibility_label"},
    "icon_button": {"icon", "text", "value", "confirm", "accessibility_label", "visible_to_user_ids"},
    "feedback_buttons": {"positive_button", "negative_button"},
    "image": {"image_url", "slack_file", "alt_text"},
    "overflow": {"options", "confirm"},
    "checkboxes": {"options", "initial_options", "confirm", "focus_on_load"},
    "radio_buttons": {"options", "initial_option", "confirm", "focus_on_load"},
    "datepicker": {"placeholder", "initial_date", "confirm", "focus_on_load"},
    "timepicker": {"placeholder", "initial_time", "confirm", "focus_on_load", "timezone"},
    "datetimepicker": {"initial_date_time", "confirm", "focus_on_load"},
    "static_select": CHOICE | {"initial_option"},
    "multi_static_select": CHOICE | {"initial_options", "max_selected_items"},
    "external_select": CHOICE - {"options", "option_groups"} | {"initial_option", "min_query_length"},
    "multi_external_select": CHOICE - {"options", "option_groups"}
    | {"initial_options", "min_query_length", "max_selected_items"},
    "plain_text_input": {
        "initial_value", "multiline", "min_length", "max_length", "placeholder",
        "dispatch_action_config", "focus_on_load",
    },
    "email_text_input": {"initial_value", "placeholder", "dispatch_action_config", "focus_on_load"},
    "url_text_input": {"initial_value", "placeholder", "dispatch_action_config", "focus_on_load"},
    "number_input": {
        "is_decimal_allowed", "initial_value", "min_value", "max_value", "placeholder",
        "dispatch_action_config", "focus_on_load",
    },
    "rich_text_input": {"initial_value", "placeholder", "dispatch_action_config", "focus_on_load"},
    "file_input": {"filetypes", "max_files"},
}  # fmt: skip
for _kind in ("users", "conversations", "channels"):
    _more = {"placeholder", "confirm", "focus_on_load", "filter", "default_to_current_conversation"}
    ELEMENTS[f"{_kind}_select"] = {*_more, f"initial_{_kind[:-1]}", "response_url_enabled"}
    ELEMENTS[f"multi_{_kind}_select"] = {*_more, f"initial_{_kind}", "max_selected_items"}

RICH = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
RICH_INNER = {
    "text",
    "user",
    "usergroup",
    "channel",
    "link",
    "emoji",
    "broadcast",
    "color",
    "date",
    "team",
}
