# Builds the judge into the folder $1.
set -e
go test -vet=off -trimpath -c -o "$1/judge" .
