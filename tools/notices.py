"""What the browser shows for a moment when something was done."""


def notify_done(message):
    """:return: the client action that says so, closes the dialog, and reads the screen anew"""
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "success",
            "message": message,
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        },
    }
