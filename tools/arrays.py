"""Long lists as PostgreSQL reads them fastest.

As a list, each value is written by itself and parsed as an expression of SQL: of ten thousand that
takes longer than to find them by an index. As text that is cast to an array it is one constant.
"""


def array_text(values):
    """Write values as the text of an array, such as ``{1,2}``, to be cast: ``%s::int[]``.

    :param values: iterable of numbers, texts, and None or False for NULL
    :return: str
    """
    values = list(values)
    kinds = {*map(type, values)}
    # Of tens of thousands most are of one kind, and many texts are alike.
    if kinds <= {int, float}:
        texts = map(str, values)
    elif kinds == {str}:
        texts = map({text: _element(text) for text in {*values}}.__getitem__, values)
    else:
        texts = map(_element, values)
    return f"{{{','.join(texts)}}}"


def _element(value):
    if value is None or value is False:
        return "NULL"
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def id_array(ids):
    """Write ids as :func:`array_text` does, faster."""
    return f"{{{','.join(map(str, ids))}}}"
