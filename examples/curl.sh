#!/bin/sh
# What the API can do, in curl. Start "npm run demo" in another terminal, then run this: it prints
# what it runs, and stops at the first failure. Or paste single lines into a shell in which
# BELLHOP_URL=http://127.0.0.1:8000 is set.
set -eu
: "${BELLHOP_URL:=http://127.0.0.1:8000}"
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
set -v

# The lists that there are.
curl --fail-with-body -sS -w '\n' "$BELLHOP_URL/api/"

# The first two tickets. "next" is the address of the next page.
curl --fail-with-body -sS -w '\n' -u admin:admin "$BELLHOP_URL/api/tickets/?page_size=2"

# The last page.
curl --fail-with-body -sS -w '\n' -u admin:admin "$BELLHOP_URL/api/tickets/?page_size=2&page=last"

# Only open and reopened tickets: by name or by number (1 and 2).
curl --fail-with-body -sS -w '\n' -u admin:admin "$BELLHOP_URL/api/tickets/?status=open,reopened&page_size=1"

# One ticket, with its follow-ups and their files.
curl --fail-with-body -sS -w '\n' -u admin:admin "$BELLHOP_URL/api/tickets/1/"

# Open a ticket. Custom fields are "custom_" and their name.
curl --fail-with-body -sS -u admin:admin -H 'Content-Type: application/json' \
  -d '{"queue": 1, "title": "Beans arrived late", "description": "They came on Thursday.",
       "priority": 3, "submitter_email": "maya@dockside-espresso.example",
       "custom_order_number": "LK-10600"}' \
  -o ticket.json "$BELLHOP_URL/api/tickets/"
cat ticket.json; echo
ticket=$(sed 's/^{"id":\([0-9]*\),.*/\1/' ticket.json)

# Open a ticket with a file.
echo 'Please count before you sign.' > note.txt
curl --fail-with-body -sS -u admin:admin -F queue=1 \
  -F 'title=Note attached' -F 'description=See the file.' -F priority=4 -F attachment=@note.txt \
  -o with-file.json "$BELLHOP_URL/api/tickets/"
cat with-file.json; echo

# Download that file by its link, which works without signing in, for a while.
link=$(sed 's/.*"file":"\([^"]*\)".*/\1/' with-file.json)
curl --fail-with-body -sS -o downloaded.txt "$link"
cmp note.txt downloaded.txt

# Answer the first one, with two files. Status 3 resolves it; "public" lets the customer see it.
echo 'LK-10600: left on time.' > dock.txt
curl --fail-with-body -sS -w '\n' -u admin:admin -F "ticket=$ticket" \
  -F title=Comment -F 'comment=The courier had a breakdown, and we are sorry.' \
  -F public=true -F new_status=3 -F time_spent=00:15:00 -F attachments=@note.txt -F attachments=@dock.txt \
  "$BELLHOP_URL/api/followups/"

# Change one field of a ticket.
curl --fail-with-body -sS -w '\n' -u admin:admin -X PATCH -H 'Content-Type: application/json' \
  -d '{"priority": 2}' \
  "$BELLHOP_URL/api/tickets/$ticket/"

# Change a ticket as a whole.
curl --fail-with-body -sS -w '\n' -u admin:admin -X PUT -H 'Content-Type: application/json' \
  -d '{"queue": 1, "title": "Beans two days late", "description": "They came on Thursday.",
       "priority": 4}' \
  "$BELLHOP_URL/api/tickets/$ticket/"

# Delete it. The answer is empty.
curl --fail-with-body -sS -w '%{http_code}\n' -u admin:admin -X DELETE "$BELLHOP_URL/api/tickets/$ticket/"

# Add a customer who can sign in.
name="guest-$(date +%s)"
curl --fail-with-body -sS -w '\n' -u admin:admin -H 'Content-Type: application/json' \
  -d "{\"username\": \"$name\", \"email\": \"$name@example.com\", \"password\": \"see you soon\"}" \
  "$BELLHOP_URL/api/users/"

# What a customer sees: their own tickets, the newest first.
curl --fail-with-body -sS -w '\n' -u maya:maya "$BELLHOP_URL/api/user_tickets/?page_size=2"

# Sign in with a session, as a browser does. Changes send the CSRF token back in a header.
curl --fail-with-body -sS -w '\n' -c cookies.txt -d username=ines -d password=ines \
  "$BELLHOP_URL/api/auth/login/"
csrf=$(awk '$6 == "csrftoken" { print $7 }' cookies.txt)
curl --fail-with-body -sS -w '\n' -b cookies.txt -H "X-CSRFToken: $csrf" \
  -d ticket=1 -d title=Comment -d 'comment=Signed in by cookie.' \
  "$BELLHOP_URL/api/followups/"
curl --fail-with-body -sS -w '%{http_code}\n' -b cookies.txt -H "X-CSRFToken: $csrf" -X POST \
  "$BELLHOP_URL/api/auth/logout/"

# What is wrong with a request is told by field, with status 400.
curl -sS -w ' %{http_code}\n' -u admin:admin -d queue=999 -d title= \
  "$BELLHOP_URL/api/tickets/" | tee error.txt
grep -q ' 400$' error.txt

# A wrong password is 401, what one may not see is 403, what is not there is 404.
curl -sS -w ' %{http_code}\n' -u admin:wrong "$BELLHOP_URL/api/tickets/" | tee error.txt
grep -q ' 401$' error.txt
curl -sS -w ' %{http_code}\n' -u maya:maya "$BELLHOP_URL/api/tickets/" | tee error.txt
grep -q ' 403$' error.txt
curl -sS -w ' %{http_code}\n' -u admin:admin "$BELLHOP_URL/api/tickets/999999/" | tee error.txt
grep -q ' 404$' error.txt
