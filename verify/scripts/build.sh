# Builds actionlint into the folder $1.
set -e
go build -trimpath -o "$1/" tool
