/* grain: one row per cut, user and top category: how a user's interest divides over the catalogue */
{{ kindred.interest_shares('top_category') }}
