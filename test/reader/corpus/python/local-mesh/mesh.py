def tool(**options):
    return lambda each: each
