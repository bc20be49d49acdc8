"""The guard's rule 4 for genealogy: lines are tied when they are done, by what became of what."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

LINKS = ("consume_line_ids", "produce_line_ids")


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_line_create(self, values_list):
        """Refuse to write other lines by way of a new line's links, and to link it by hand.

        :param list values_list: what is about to be created
        :raise UserError: when a link would create, write or delete the line that it names, or is
            one that :meth:`_check_links` refuses
        """
        writes = (Command.CREATE, Command.UPDATE, Command.DELETE)
        context = self.env.context
        defaults = {
            name: context[f"default_{name}"] for name in LINKS if f"default_{name}" in context
        }
        values_list = [defaults | values for values in values_list]
        if any(
            command[0] in writes
            for values in values_list
            for name in LINKS
            for command in values.get(name) or ()
            if isinstance(command, (list, tuple))
        ):
            raise UserError(
                self.env._("A new movement can only be linked to movements that already exist.")
            )
        # Superuser: the rules judge the whole record, whoever links it.
        moves = self.env["stock.move"].sudo()
        for values in values_list:
            self._check_links(values, moves.browse(values.get("move_id")))

    def _check_links(self, values, moves):
        """Refuse that lines not done yet are tied to others.

        Core ties lines that it has just done, or makes and does at once; a link is history of both.
        A repair alone ties the repaired product to its parts before they are done.

        :param dict values: of lines not done yet, about to be created or written
        :param moves: ``stock.move`` of these lines
        :raise UserError: naming every line that would get a link
        """
        linked = {line_id for name in LINKS for line_id in self.get_linked_ids(values.get(name))}
        if not linked:
            return
        # Superuser, as above.
        lines = self.env["stock.move.line"].sudo().browse(linked - self.now_done()).exists()
        done = self.filter_historic(lines.filtered(lambda line: line.state == "done"))
        self._refuse_history([(line, LINKS) for line in done])
        still_open = lines.filtered(
            lambda line: line.state != "done" and line.company_id.strict_traceability
        )
        if not self._is_same_repair(moves | still_open.move_id):
            self.refuse(
                self.env._(
                    "Which components went into which product is recorded when the document is"
                    " validated; it cannot be entered here:"
                ),
                [self.describe(line) for line in still_open],
            )

    @staticmethod
    def _is_same_repair(moves):
        """Tell whether the moves are all of one repair order, in a database with repairs."""
        return (
            "repair_id" in moves._fields
            and all(move.repair_id for move in moves)
            and len(moves.repair_id) == 1
        )

    @api.private
    @staticmethod
    def get_linked_ids(value):
        """Give the ids that the value of a many2many field would add."""
        if isinstance(value, models.BaseModel):
            return value.ids
        ids = []
        for command in value or ():
            if not isinstance(command, (list, tuple)):
                ids.append(command)
            elif command[0] == Command.LINK:
                ids.append(command[1])
            elif command[0] == Command.SET:
                ids += command[2]
        return ids
