# The jars of pom.xml, and the classes of cdk8s-plus-28, into the folder $1. Maven Central, as it was to be had, does not
# list org.cdk8s:cdk8s-plus-28; its npm package is what its jar is generated from, so it is generated here.
set -e
mvn -q -B -ntp -f "$(dirname "$0")/pom.xml" -Dcdk8s="$CDK8S" -Dconstructs="$CONSTRUCTS" -Djsii="$JSII" -DoutputDirectory="$1/jars" \
  org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies
pacmak "$1/source" node_modules/cdk8s-plus-28 java
mkdir "$1/plus"
find "$1/source/java/src/main/java" -name '*.java' > "$1/source/files"
javac -nowarn -proc:none -encoding UTF-8 -cp "$1/jars/*" -d "$1/plus" "@$1/source/files"
cp -r "$1/source/java/src/main/resources/." "$1/plus"
rm -r "$1/source"
