# cdk8s and its bindings from PyPI, and what builds a wheel, into a venv in the folder $1.
set -e
python3 -m venv "$1/venv"
"$1/venv/bin/python" -m pip install -q --disable-pip-version-check \
  "cdk8s==$CDK8S" "cdk8s-plus-28==$CDK8S_PLUS" "constructs==$CONSTRUCTS" "jsii==$JSII" 'setuptools~=75.3.2' wheel
