/* releases are numbered from 1 without gaps. This is the one test that comes after the release: it is of the release */
select count(*) as releases_count, max(release_id) as last_release_id
from {{ ref('kindred', 'releases') }}
having min(release_id) != 1 or max(release_id) != count(*) or count(distinct release_id) != count(*)
