"""Bring the words of the expiration alert up to date, which no upgrade touches: what nobody edited.

What is somebody's own, in any language, stays.
"""

WORDS = {
    "Sent to who is responsible for products, once a day that brings new ones": (
        "Sent to the person responsible for the products on each day with new alerts"
    ),
    "Geht an die für Produkte Verantwortlichen, einmal an jedem Tag, der neue bringt": (
        "Wird an jedem Tag mit neuen Warnungen an die für die Produkte verantwortliche Person"
        " gesendet"
    ),
    "Envoyé aux responsables des produits, une fois par jour qui en apporte de nouveaux": (
        "Envoyé au responsable des produits chaque jour où il y a de nouvelles alertes"
    ),
}


def migrate(cr, _version):
    cr.execute(
        """
        UPDATE mail_template
           SET description = words.description
          FROM (SELECT template.id,
                       jsonb_object_agg(told.lang, coalesce(new.text, told.text)) AS description
                  FROM ir_model_data data
                  JOIN mail_template template ON template.id = data.res_id
                 CROSS JOIN jsonb_each_text(template.description) told (lang, text)
                  LEFT JOIN unnest(%s, %s) new (old, text) ON new.old = told.text
                 WHERE data.module = 'product_traceability'
                   AND data.name = 'mail_template_expiry_alert'
                 GROUP BY template.id) words
         WHERE mail_template.id = words.id AND mail_template.description != words.description
        """,
        [list(WORDS), list(WORDS.values())],
    )
