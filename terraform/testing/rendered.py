"""What the tests rendered, read out of "terraform test -json -verbose", and what linters say of it.

policies FOLDER          every policy through parliament
tasks FOLDER             every task definition against the service model of ECS
scripts FOLDER INTO      the machines' shell scripts, for shellcheck
unit FOLDER INTO         the machines' systemd unit
"""

import base64
import json
import pathlib
import re
import sys


def states(folder):
    """Each run's resources and outputs: (test file and run, resources, outputs)."""
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            message = json.loads(line)
            if message["type"] != "test_state":
                continue
            state = message["test_state"]
            name = f"{path.stem}: {message.get('@testrun', '?')}"
            yield name, list(resources(state.get("root_module", {}))), state["root_module"].get("outputs", state.get("outputs", {}))


def resources(module):
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from resources(child)


def policies(folder):
    """Each policy once: (first place, kind of policy, text)."""
    seen = set()
    for run, found, _ in states(folder):
        for resource in found:
            for key in ("policy", "assume_role_policy"):
                text = resource["values"].get(key)
                if resource["type"].startswith(("aws_iam_", "aws_s3_bucket_policy")) and text and text not in seen:
                    seen.add(text)
                    yield f"{run}: {resource['address']}.{key}", key, text


def lint_policies(folder):
    import parliament

    count = 0
    wrong = []
    for place, key, text in policies(folder):
        count += 1
        document = json.loads(text)
        for statement in document["Statement"]:
            if "Sid" not in statement:
                wrong.append(f"{place}: a statement without a Sid")
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            if statement["Effect"] == "Allow" and any("*" in action for action in actions):
                wrong.append(f"{place}: {statement['Sid']} allows {actions}")
        # Parliament knows policies of identities: who is trusted and who is denied are statements of resources.
        if key == "assume_role_policy" or any("Principal" in s for s in document["Statement"]):
            continue
        analyzed = parliament.analyze_policy_string(text, ignore_private_auditors=True)
        for finding in analyzed.findings:
            wrong.append(f"{place}: {finding.issue} {finding.detail} {finding.location}")
    return report("policies", count, wrong)


def check_tasks(folder):
    import botocore.session
    from botocore.validate import ParamValidator

    model = botocore.session.Session().get_service_model("ecs").operation_model("RegisterTaskDefinition")
    known = {name for name in model.input_shape.members}
    seen = set()
    wrong = []
    for run, found, _ in states(folder):
        for resource in found:
            if resource["type"] != "aws_ecs_task_definition":
                continue
            values = resource["values"]
            if values["container_definitions"] in seen:
                continue
            seen.add(values["container_definitions"])
            request = {
                "family": values["family"],
                "cpu": str(values["cpu"]),
                "memory": str(values["memory"]),
                "networkMode": values["network_mode"],
                "requiresCompatibilities": values["requires_compatibilities"],
                "taskRoleArn": values["task_role_arn"],
                "executionRoleArn": values["execution_role_arn"],
                "containerDefinitions": json.loads(values["container_definitions"]),
                "volumes": [{"name": volume["name"]} for volume in values["volume"]],
                "ephemeralStorage": {"sizeInGiB": values["ephemeral_storage"][0]["size_in_gib"]},
            }
            assert set(request) <= known
            for name, value, shape in unknown_members(request, model.input_shape, ""):
                wrong.append(f"{run}: {name} = {value!r}: {shape} has no such member")
            validation = ParamValidator().validate(request, model.input_shape)
            if validation.has_errors():
                wrong.append(f"{run}: {validation.generate_report()}")
            wrong += [f"{run}: {problem}" for problem in inner_references(request)]
    return report("task definitions", len(seen), wrong)


def unknown_members(value, shape, path):
    """Members and enum values that the model lacks; botocore's own validator lets some of these pass."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            if name not in shape.members:
                yield f"{path}.{name}", inner, shape.name
            else:
                yield from unknown_members(inner, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for i, inner in enumerate(value):
            yield from unknown_members(inner, shape.member, f"{path}[{i}]")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield path, value, f"{shape.name} ({', '.join(shape.enum)})"


def inner_references(request):
    """Containers and volumes that are named but not there."""
    volumes = {volume["name"] for volume in request["volumes"]}
    containers = {container["name"] for container in request["containerDefinitions"]}
    for container in request["containerDefinitions"]:
        for mount in container.get("mountPoints", []):
            if mount["sourceVolume"] not in volumes:
                yield f"{container['name']}: no volume {mount['sourceVolume']}"
        for other in container.get("dependsOn", []):
            if other["containerName"] not in containers:
                yield f"{container['name']}: no container {other['containerName']}"


def write_scripts(folder, into):
    target = pathlib.Path(into)
    target.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(sorted({o["user_data"]["value"] for _, _, o in states(folder) if "user_data" in o})):
        (target / f"user-data-{number}.sh").write_text(text, encoding="utf-8")
        inner = re.search(r"'([A-Za-z0-9+/=]+)' > \S*/fetch-secrets.sh", text).group(1)
        (target / f"fetch-secrets-{number}.sh").write_text(base64.b64decode(inner).decode(), encoding="utf-8")
    prepare = {
        container["command"][0]
        for _, found, _ in states(folder) for resource in found if resource["type"] == "aws_ecs_task_definition"
        for container in json.loads(resource["values"]["container_definitions"]) if container["name"] == "prepare"
    }
    for number, text in enumerate(sorted(prepare)):
        (target / f"prepare-{number}.sh").write_text("#!/bin/sh\n" + text + "\n", encoding="utf-8")
    return report("scripts", len(list(target.iterdir())), [])


def write_unit(folder, into):
    target = pathlib.Path(into)
    target.mkdir(parents=True, exist_ok=True)
    units = {outputs["unit"]["value"] for _, _, outputs in states(folder) if "unit" in outputs}
    for unit in units:
        (target / "tailrace.service").write_text(unit, encoding="utf-8")
    for drop_in in {outputs["unit_on_ec2"]["value"] for _, _, outputs in states(folder) if "unit_on_ec2" in outputs}:
        (target / "ec2.conf").write_text(drop_in, encoding="utf-8")
    return report("units", len(units), [])


def report(what, count, wrong):
    for line in wrong:
        print(line)
    print(f"{count} {what}, {len(wrong)} findings")
    return 1 if wrong or not count else 0


COMMANDS = {"policies": lint_policies, "tasks": check_tasks, "scripts": write_scripts, "unit": write_unit}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](*sys.argv[2:]))
