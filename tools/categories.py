"""What a product category says for itself and for those below it."""


def nearest_value(category, name):
    """Read a field of the nearest category upwards that has a value in it.

    :param category: ``product.category``
    :param str name: of the field
    :return: its value, the empty one where no category has any; records are in superuser mode
    """
    # Superuser: the setting holds for whoever works with the products, and tells nothing else.
    category = category.sudo()
    while category and not category[name]:
        category = category.parent_id
    return category[name]
