# Compiles what jsii-pacmak generated ($1) against the jars and classes of $2 into the folder $3.
set -e
find "$1/java/src/main/java" -name '*.java' > "$3.files"
trap 'rm "$3.files"' EXIT
javac -nowarn -proc:none -encoding UTF-8 -cp "$2/plus:$2/jars/*" -d "$3" "@$3.files"
cp -r "$1/java/src/main/resources/." "$3"
