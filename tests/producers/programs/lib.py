"""What the program beside it imports."""

ID = "$context.requestId"

FIELDS = {
    "id": ID,
    "status": "$context.status",
    "a b": 'quote " and \\ back',
}


class Column:
    ID = "$context.requestId"
    STATUS = "$context.status"


def line(*columns):
    return "".join(f"<{column}>" for column in columns)
