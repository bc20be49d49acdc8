"""What the browser shows for a moment when something was done."""

RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}
CLOSE = {"type": "ir.actions.act_window_close"}


def notify_done(message, then=RELOAD):
    """Say what was done, and show it.

    :param dict then: ``RELOAD`` reads the screen anew; ``CLOSE`` closes the dialog that the button
        is in, after which the view behind it reads its records anew and stays as it was unfolded
    :return: the client action
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": "success", "message": message, "next": then},
    }
