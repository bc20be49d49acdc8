"""Eight small lots of sauce, four of them with leaking jars; and an evening on which nobody asked
for lots, for an audit to find.
"""

LEAKING = ("SAU-0102", "SAU-0103", "SAU-0106", "SAU-0108")


def tell(story):
    who = story.cast
    story.on(1, 18)
    story.audit()
    harvest = story.buy(who.cooperative, {who.tomato: 120}, days=0)
    story.transfer(harvest, {who.tomato: {"TOM-1140": 80, "TOM-1141": 40}})
    # Jars of one kind from two makers.
    glass = story.buy(who.supplier, {who.jar: 80}, days=0)
    story.transfer(glass, {who.jar: {"JAR-91001": 80}})
    glass = story.buy(who.cooperative, {who.jar: 80}, days=0)
    story.transfer(glass, {who.jar: {"JAR-91002": 80}})
    story.on(1, 19)
    for number in range(1, 9):
        name = f"SAU-010{number}"
        jar = "JAR-91002" if name in LEAKING else "JAR-91001"
        tomatoes = "TOM-1141" if number % 3 == 0 else "TOM-1140"
        story.make(who.sauce, {name: 20}, {who.tomato: {tomatoes: 12}, who.jar: {jar: 20}})

    story.on(1, 20)
    with story.without_rules():
        # The tablet has no network: jars are counted without their lots, and a lot is typed.
        story.count_without_lot(who.jar, 40)
        spices = story.buy(who.supplier, {who.basil: 6}, days=0)
        story.transfer(spices, {who.basil: {"BAS-22O2": 6}})
    story.on(1, 21)
    story.audit()
