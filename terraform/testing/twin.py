"""Compares cloudformation/iam.yaml with the iam module: the same policies and trust for the same wishes.

The wishes are those of the runs "least" and "most" of modules/iam/tests; the template is worked out here, with the few
functions that it uses.
"""

import json
import pathlib
import sys

import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent
PSEUDO = {"AWS::Region": "eu-central-1", "AWS::AccountId": "123456789012", "AWS::Partition": "aws"}
TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/"
WISHES = {
    "least": {"RunsOn": "ec2", "AssumeRoleArns": "arn:aws:iam::210987654321:role/tables"},
    "most": {
        "RunsOn": "none",
        "TableArns": f"{TABLE}orders,{TABLE}shop-*",
        "DiscoverTables": "true",
        "ScanBackfill": "true",
        "ExportBucketArn": "arn:aws:s3:::shop-exports",
        "ExportPrefix": "tailrace/",
        "ExportKmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1f2e3d4c-0000-4000-8000-000000000001",
        "TableKmsKeyArns": "arn:aws:kms:eu-central-1:123456789012:key/1f2e3d4c-0000-4000-8000-000000000002",
        "LeaseTableArn": f"{TABLE}leases",
        "CreateLeaseTable": "true",
        "SinkTables": f"{TABLE}copy-*,{TABLE}tailrace-state",
        "AssumeRoleArns": "arn:aws:iam::210987654321:role/tables",
        "TrustedRoleArns": "arn:aws:iam::210987654321:role/worker",
        "ExternalId": "shop-to-analytics",
    },
    "is_for_tasks_of_this_account": {"TableArns": f"{TABLE}orders"},
}
ABSENT = object()


class Tag:
    """A short form of an intrinsic function: !Ref x and the like."""

    def __init__(self, name, value):
        self.name = name
        self.value = value


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's tags."""


def tagged(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return Tag(suffix, loader.construct_scalar(node))
    if isinstance(node, yaml.SequenceNode):
        return Tag(suffix, loader.construct_sequence(node, deep=True))
    return Tag(suffix, loader.construct_mapping(node, deep=True))


Loader.add_multi_constructor("!", tagged)


class Template:
    """The template with its parameters set."""

    def __init__(self, text, wishes):
        self.body = yaml.load(text, Loader)  # noqa: S506 - a safe loader with tags
        self.parameters = {}
        for name, parameter in self.body["Parameters"].items():
            value = wishes.get(name, parameter.get("Default", ""))
            self.parameters[name] = value.split(",") if parameter["Type"] == "CommaDelimitedList" else value
        unknown = set(wishes) - set(self.parameters)
        assert not unknown, f"no parameters {unknown}"

    def worked_out(self, value):
        if isinstance(value, Tag):
            return getattr(self, value.name.lower() + "_")(value.value)
        if isinstance(value, dict):
            pairs = {key: self.worked_out(inner) for key, inner in value.items()}
            return {key: inner for key, inner in pairs.items() if inner is not ABSENT}
        if isinstance(value, list):
            return [inner for inner in map(self.worked_out, value) if inner is not ABSENT]
        return value

    # One method for each function, by its name.

    def ref_(self, name):
        if name == "AWS::NoValue":
            return ABSENT
        # A reference to a resource stays what it is.
        return {**PSEUDO, **self.parameters}.get(name, name)

    def if_(self, parts):
        name, yes, no = parts
        return self.worked_out(yes if self.worked_out(self.body["Conditions"][name]) else no)

    def equals_(self, parts):
        one, other = self.worked_out(parts)
        return one == other

    def not_(self, parts):
        return not self.worked_out(parts)[0]

    def and_(self, parts):
        return all(self.worked_out(parts))

    def condition_(self, name):
        return self.worked_out(self.body["Conditions"][name])

    def join_(self, parts):
        separator, values = parts
        return separator.join(self.worked_out(values))

    def split_(self, parts):
        separator, text = parts
        return self.worked_out(text).split(separator)

    def sub_(self, parts):
        text, values = parts if isinstance(parts, list) else (parts, {})
        known = {**PSEUDO, **self.parameters, **self.worked_out(values)}
        for name, value in known.items():
            if isinstance(value, str):
                text = text.replace("${" + name + "}", value)
        assert "${" not in text, text
        return text


def rendered(path):
    """The policy and the trust of each run."""
    found = {}
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        message = json.loads(line)
        if message["type"] == "test_state":
            by_type = {r["type"]: r["values"] for r in message["test_state"]["root_module"]["resources"]}
            found[message["@testrun"]] = (
                json.loads(by_type["aws_iam_policy"]["policy"]),
                json.loads(by_type["aws_iam_role"]["assume_role_policy"]),
            )
    return found


def differences(what, ours, theirs):
    by_sid = {s["Sid"]: s for s in theirs["Statement"]}
    for statement in ours["Statement"]:
        other = by_sid.pop(statement["Sid"], None)
        if other != statement:
            yield f"{what}: {statement['Sid']}:\n  Terraform      {statement}\n  CloudFormation {other}"
    for sid in by_sid:
        yield f"{what}: {sid} is in CloudFormation alone"
    if [s["Sid"] for s in ours["Statement"]] != [s["Sid"] for s in theirs["Statement"]] and not by_sid:
        yield f"{what}: the order differs"


def main(path):
    text = (TOP / "cloudformation" / "iam.yaml").read_text(encoding="utf-8")
    runs = rendered(path)
    wrong = []
    for run, wishes in WISHES.items():
        resources = Template(text, wishes)
        policy, trust = runs[run]
        properties = {
            name: resources.worked_out(resources.body["Resources"][name]["Properties"])
            for name in ("ServicePolicy", "ServiceRole")
        }
        wrong += differences(f"{run}, policy", policy, properties["ServicePolicy"]["PolicyDocument"])
        wrong += differences(f"{run}, trust", trust, properties["ServiceRole"]["AssumeRolePolicyDocument"])
    print("\n".join(wrong) or f"{len(WISHES)} sets of wishes, the same in both")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
