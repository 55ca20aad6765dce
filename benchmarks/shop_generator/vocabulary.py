"""The words of the demo shop: departments, styles, brands, themes, names, reviews."""

# sub-category -> (typical price, nouns, sizes or variants)
SUB_CATEGORIES: dict[str, tuple[float, tuple[str, ...], tuple[str, ...]]] = {
    "Garden/Watering": (
        24,
        ("Watering Can", "Hose Reel", "Plant Sprayer", "Drip Set"),
        ("2 l", "5 l", "10 l"),
    ),
    "Garden/Planters": (
        29,
        ("Flower Pot", "Window Box", "Hanging Basket", "Raised Bed"),
        ("Small", "Medium", "Large"),
    ),
    "Garden/Seeds": (
        6,
        ("Herb Seeds", "Tomato Seeds", "Wildflower Mix", "Salad Seeds"),
        ("50 g", "100 g", ""),
    ),
    "Garden/Barbecue": (
        58,
        ("Charcoal Grill", "Grill Tongs", "Fire Bowl", "Pizza Stone"),
        ("", "Compact", "XL"),
    ),
    "Home/Kitchen": (
        32,
        ("Frying Pan", "Chopping Board", "Mixing Bowl", "Knife Block"),
        ("24 cm", "28 cm", ""),
    ),
    "Home/Tableware": (
        19,
        ("Coffee Mug", "Teapot", "Cereal Bowl", "Dinner Plate"),
        ("Single", "Set of 2", "Set of 4"),
    ),
    "Home/Textiles": (
        36,
        ("Cushion Cover", "Wool Throw", "Table Runner", "Bath Towel"),
        ("", "Small", "Large"),
    ),
    "Home/Lighting": (
        45,
        ("Desk Lamp", "String Lights", "Floor Lamp", "Night Light"),
        ("", "Warm White", "Dimmable"),
    ),
    "Home/Candles": (
        16,
        ("Scented Candle", "Lantern", "Tealight Holder", "Reed Diffuser"),
        ("", "200 g", "Trio"),
    ),
    "Home/Cleaning": (
        9,
        ("Laundry Powder", "Dish Soap", "Floor Cleaner", "Cloth Pack"),
        ("1 l", "2 l", "Refill"),
    ),
    "Grocery/Tea": (
        11,
        ("Green Tea", "Chamomile Tea", "Breakfast Tea", "Rooibos Tea"),
        ("100 g", "250 g", ""),
    ),
    "Grocery/Coffee": (
        14,
        ("Espresso Beans", "Filter Coffee", "Decaf Beans", "Cold Brew"),
        ("250 g", "500 g", "1 kg"),
    ),
    "Grocery/Spices": (
        8,
        ("Smoked Paprika", "Curry Blend", "Sea Salt", "Pepper Mix"),
        ("50 g", "100 g", "Tin"),
    ),
    "Grocery/Snacks": (
        7,
        ("Roasted Almonds", "Dark Chocolate", "Corn Chips", "Fruit Bars"),
        ("", "Family Pack", "Mini"),
    ),
    "Pets/Dog Food": (
        27,
        ("Dry Dog Food", "Dog Biscuits", "Puppy Meal", "Chew Sticks"),
        ("2 kg", "5 kg", "10 kg"),
    ),
    "Pets/Dog Care": (
        18,
        ("Dog Lead", "Dog Bed", "Dog Shampoo", "Dog Brush"),
        ("Small", "Medium", "Large"),
    ),
    "Pets/Cat Food": (
        21,
        ("Dry Cat Food", "Cat Treats", "Kitten Meal", "Salmon Pouches"),
        ("1 kg", "3 kg", "12 Pack"),
    ),
    "Pets/Cat Toys": (
        13,
        ("Scratching Post", "Feather Wand", "Cat Tunnel", "Catnip Mouse"),
        ("", "Small", "Tall"),
    ),
    "Electronics/Gaming": (
        72,
        ("Game Controller", "Gaming Headset", "Mouse Pad", "Gaming Mouse"),
        ("", "Wireless", "Pro"),
    ),
    "Electronics/Audio": (
        89,
        ("Bluetooth Speaker", "Earbuds", "Record Player", "Soundbar"),
        ("", "Mini", "Plus"),
    ),
    "Electronics/Desk": (
        54,
        ("Keyboard", "Monitor Stand", "Webcam", "Laptop Sleeve"),
        ("", "Compact", "Wireless"),
    ),
    "Electronics/Cables": (
        15,
        ("Charging Cable", "Power Bank", "Wall Charger", "Cable Box"),
        ("1 m", "2 m", "Fast"),
    ),
    "Gifts/Jewellery": (
        79,
        ("Pendant Necklace", "Stud Earrings", "Bracelet", "Signet Ring"),
        ("", "Silver", "Gold Plated"),
    ),
    "Gifts/Stationery": (
        22,
        ("Notebook", "Fountain Pen", "Greeting Cards", "Wax Seal Kit"),
        ("", "A5", "Boxed"),
    ),
    "Gifts/Hampers": (
        64,
        ("Breakfast Hamper", "Spa Hamper", "Cheese Hamper", "Picnic Hamper"),
        ("", "For Two", "Deluxe"),
    ),
    "Toys/Building": (
        38,
        ("Building Blocks", "Marble Run", "Train Set", "Dolls House"),
        ("60 Parts", "120 Parts", ""),
    ),
    "Toys/Puzzles": (
        19,
        ("Jigsaw Puzzle", "Memory Game", "Shape Sorter", "Board Game"),
        ("", "500 Parts", "Travel"),
    ),
    "Fashion/Kids": (
        24,
        ("Rain Jacket", "Striped Pyjamas", "Sun Hat", "Wool Mittens"),
        ("Size 92", "Size 104", "Size 116"),
    ),
    "Fashion/Shirts": (
        35,
        ("Oxford Shirt", "Polo Shirt", "Flannel Shirt", "T-Shirt"),
        ("S", "M", "L"),
    ),
    "Fashion/Scarves": (
        29,
        ("Silk Scarf", "Winter Scarf", "Bandana", "Shawl"),
        ("", "Long", "Square"),
    ),
    "Fashion/Bags": (68, ("Tote Bag", "Backpack", "Weekender", "Belt Bag"), ("", "Small", "Large")),
    "Sports/Running": (
        62,
        ("Running Shoes", "Running Vest", "Sports Socks", "Head Torch"),
        ("", "Light", "Pro"),
    ),
    "Sports/Bottles": (
        21,
        ("Drinking Bottle", "Shaker", "Thermos Flask", "Hydration Pack"),
        ("0.5 l", "0.75 l", "1 l"),
    ),
    "Beauty/Skin Care": (
        23,
        ("Face Cream", "Hand Balm", "Sun Lotion", "Face Serum"),
        ("50 ml", "100 ml", ""),
    ),
    "Beauty/Hair": (
        15,
        ("Shampoo Bar", "Hair Oil", "Conditioner", "Hair Mask"),
        ("", "250 ml", "Travel"),
    ),
    "Beauty/Soap": (
        9,
        ("Olive Soap", "Shower Gel", "Bath Salt", "Lavender Soap"),
        ("", "Refill", "3 Pack"),
    ),
}

STYLES = (
    "Copper",
    "Oak",
    "Midnight",
    "Botanical",
    "Nordic",
    "Retro",
    "Ocean",
    "Terracotta",
    "Ivory",
    "Amber",
)

# department -> brands, from the cheapest to the dearest
BRANDS: dict[str, tuple[str, ...]] = {
    "Garden": ("Sprout & Co", "Hedgerow", "Gartenfroh", "Verdalis"),
    "Home": ("Simpla", "Hearthwell", "Nordhus", "Maison Lune"),
    "Grocery": ("Daily Pantry", "Field & Mill", "Altamonte", "Casa Serrano"),
    "Pets": ("Happy Paw", "Muckel", "Wildtrail", "Royal Whisker"),
    "Electronics": ("Voltic", "Pixelnest", "Auralis", "Kronwerk"),
    "Gifts": ("Paper Fox", "Lumiette", "Goldregen", "Atelier Brandt"),
    "Toys": ("Kiddolino", "Holzwurm", "Brightblock", "Little Castle"),
    "Fashion": ("Basica", "Loomside", "Feldmann", "Contessa"),
    "Sports": ("Runly", "Peakline", "Stromfeld", "Aerion"),
    "Beauty": ("Pure Drop", "Seifenzeit", "Floravie", "Maree"),
}

# What is bought together: a theme joins sub-categories, also across departments.
THEMES: dict[str, tuple[str, ...]] = {
    "balcony garden": ("Garden/Watering", "Garden/Planters", "Garden/Seeds"),
    "outdoor cooking": ("Garden/Barbecue", "Home/Kitchen", "Grocery/Spices"),
    "cosy home": ("Home/Textiles", "Home/Lighting", "Home/Candles"),
    "tea and breakfast": ("Grocery/Tea", "Grocery/Coffee", "Home/Tableware"),
    "dog owner": ("Pets/Dog Food", "Pets/Dog Care", "Home/Cleaning"),
    "cat owner": ("Pets/Cat Food", "Pets/Cat Toys", "Home/Cleaning"),
    "gaming night": ("Electronics/Gaming", "Electronics/Audio", "Grocery/Snacks"),
    "tidy desk": ("Electronics/Desk", "Electronics/Cables", "Home/Lighting"),
    "gift giver": ("Gifts/Jewellery", "Gifts/Stationery", "Gifts/Hampers"),
    "young family": ("Toys/Building", "Toys/Puzzles", "Fashion/Kids"),
    "wardrobe": ("Fashion/Shirts", "Fashion/Scarves", "Fashion/Bags"),
    "on the run": ("Sports/Running", "Sports/Bottles", "Beauty/Skin Care"),
    "bathroom": ("Beauty/Skin Care", "Beauty/Hair", "Beauty/Soap"),
}

COUNTRIES = {
    "DE": 0.34,
    "GB": 0.22,
    "AT": 0.1,
    "US": 0.12,
    "IE": 0.08,
    "CH": 0.06,
    "NL": 0.05,
    "FR": 0.03,
}
GERMAN_SPEAKING = ("DE", "AT", "CH")
FIRST_NAMES = (
    "anna",
    "ben",
    "clara",
    "david",
    "emma",
    "felix",
    "greta",
    "henry",
    "ida",
    "jonas",
    "kate",
    "liam",
    "mia",
    "noah",
    "olga",
    "paul",
)
LAST_NAMES = (
    "adler",
    "brook",
    "carter",
    "dietz",
    "evans",
    "fuchs",
    "graf",
    "hale",
    "irwin",
    "jung",
    "keller",
    "lang",
    "moss",
    "nolte",
)
MAIL_DOMAINS = ("example.com", "example.org", "mail.example.com")

USER_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/129.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    None,
)
ROBOT_USER_AGENTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "python-requests/2.32",
)
COUPONS = ("SPRING10", "SUMMER15", "AUTUMN20", "WINTER25")
CAMPAIGNS = (
    '{"campaign": "newsletter", "channel": "email"}',
    '{"campaign": "retargeting", "channel": "social"}',
    '{"campaign": "brand search", "channel": "search"}',
)

# language -> what is said at one, two, … five stars ({noun} is the product)
REVIEW_WORDS: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "en": {
        "heading": (
            ("Broken on arrival", "Waste of money", "Very disappointed"),
            ("Not as described", "Expected more", "Rather poor"),
            ("It is okay", "Mixed feelings", "Average"),
            ("Good choice", "Happy with it", "Nearly perfect"),
            ("Simply wonderful", "Would buy again", "Love it"),
        ),
        "opening": (
            (
                "The {noun} fell apart after a week.",
                "Terrible {noun}, it never worked.",
                "I sent the {noun} straight back.",
            ),
            (
                "The {noun} feels cheap.",
                "This {noun} is weaker than promised.",
                "The {noun} already shows scratches.",
            ),
            (
                "The {noun} does its job, no more.",
                "A decent {noun} with small flaws.",
                "The {noun} is neither good nor bad.",
            ),
            (
                "A solid {noun} that I use often.",
                "The {noun} is well made.",
                "Good {noun} for everyday use.",
            ),
            (
                "The best {noun} I have ever owned.",
                "A beautiful {noun}, perfect quality.",
                "This {noun} makes me smile each day.",
            ),
        ),
        "ending": (
            ("Avoid.", "Service did not answer.", "I want my money back."),
            (
                "I would not order it again.",
                "Delivery took too long as well.",
                "The colour is wrong too.",
            ),
            ("Fine for the price.", "Delivery was on time.", "Others may like it more."),
            ("Delivery was quick.", "Only the packaging could be better.", "Fair price."),
            ("Arrived fast and nicely wrapped.", "Highly recommended.", "A great present as well."),
        ),
    },
    "de": {
        "heading": (
            ("Kaputt angekommen", "Geldverschwendung", "Sehr enttäuscht"),
            ("Nicht wie beschrieben", "Mehr erwartet", "Eher schwach"),
            ("Geht so", "Gemischte Gefühle", "Mittelmaß"),
            ("Gute Wahl", "Bin zufrieden", "Fast perfekt"),
            ("Einfach wunderbar", "Immer wieder gern", "Absolut begeistert"),
        ),
        "opening": (
            (
                "Das Produkt ({noun}) war nach einer Woche defekt.",
                "Schrecklich, {noun} hat nie funktioniert.",
                "{noun} ging sofort zurück.",
            ),
            (
                "{noun} wirkt billig verarbeitet.",
                "{noun} ist schwächer als versprochen.",
                "{noun} hat schon Kratzer.",
            ),
            (
                "{noun} erfüllt den Zweck, mehr nicht.",
                "{noun} ist ordentlich, mit kleinen Mängeln.",
                "{noun}: weder gut noch schlecht.",
            ),
            (
                "{noun} ist solide und oft im Einsatz.",
                "{noun} ist gut verarbeitet.",
                "{noun} taugt für jeden Tag.",
            ),
            (
                "{noun} ist das Beste, was ich je hatte.",
                "{noun} ist wunderschön, perfekte Qualität.",
                "{noun} macht jeden Tag Freude.",
            ),
        ),
        "ending": (
            ("Finger weg.", "Der Kundendienst antwortet nicht.", "Ich will mein Geld zurück."),
            (
                "Ich würde es nicht noch einmal bestellen.",
                "Auch die Lieferung dauerte zu lange.",
                "Die Farbe stimmt auch nicht.",
            ),
            (
                "Für den Preis in Ordnung.",
                "Die Lieferung kam pünktlich.",
                "Anderen gefällt es vielleicht besser.",
            ),
            ("Schnelle Lieferung.", "Nur die Verpackung könnte besser sein.", "Fairer Preis."),
            ("Kam schnell und schön verpackt.", "Sehr zu empfehlen.", "Auch ein tolles Geschenk."),
        ),
    },
}
