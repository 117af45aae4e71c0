"""Stands in for Terraform's provider of AWS, which needs a registry of Terraform: the resources of API Gateway that have to do with
access logs, with attributes of the same names. It keeps what it is given. Terraform plans and applies with it as with any other.

Prints what TF_REATTACH_PROVIDERS has to be, and serves until its standard input ends.
"""

import json
import os
import sys
import uuid
from concurrent import futures

import grpc
import msgpack

UNKNOWN = msgpack.ExtType(0, b"\0")
LIST = 2  # of nested blocks

# The attributes that the configuration gives; `arn`, `id` and the like are computed.
SETTINGS = {"access_log_settings": {"destination_arn": "string", "format": "string"}}
RESOURCES = {
    "aws_cloudwatch_log_group": ({"name": "string"}, {}),
    "aws_api_gateway_rest_api": ({"name": "string"}, {}),
    "aws_api_gateway_deployment": ({"rest_api_id": "string"}, {}),
    "aws_api_gateway_stage": ({"rest_api_id": "string", "deployment_id": "string", "stage_name": "string"}, SETTINGS),
    "aws_apigatewayv2_api": ({"name": "string", "protocol_type": "string", "route_selection_expression": "string"}, {}),
    "aws_apigatewayv2_stage": ({"api_id": "string", "name": "string", "auto_deploy": "bool"}, SETTINGS),
}
COMPUTED = ("arn", "id")


# Messages, field by field


def number(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(at, value):
    if isinstance(value, int):
        return number(at << 3) + number(value)
    value = value.encode() if isinstance(value, str) else value
    return number(at << 3 | 2) + number(len(value)) + value


def fields(data):
    """The last value of each field."""
    found, at = {}, 0

    def read():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        key = read()
        if key & 7 == 2:
            length = read()
            found[key >> 3] = data[at : at + length]
            at += length
        else:
            found[key >> 3] = read()
    return found


def dynamic(value):
    return field(1, msgpack.packb(value))


def read_dynamic(data):
    return msgpack.unpackb(fields(data)[1], strict_map_key=False)


# What Terraform asks


def attribute(name, kind, how):
    return field(2, field(1, name) + field(2, json.dumps(kind)) + field(how, 1))


OPTIONAL, IS_COMPUTED = 5, 6


def schema(attributes, blocks, computed=()):
    block = b"".join(attribute(name, kind, OPTIONAL) for name, kind in attributes.items())
    block += b"".join(attribute(name, "string", IS_COMPUTED) for name in computed)
    for name, inner in blocks.items():
        inner = b"".join(attribute(name, kind, OPTIONAL) for name, kind in inner.items())
        block += field(3, field(1, name) + field(2, inner) + field(3, LIST))
    return field(1, 0) + field(2, block)


def get_schema(_):
    answer = field(1, schema({"region": "string"}, {}))
    for name, (attributes, blocks) in RESOURCES.items():
        answer += field(2, field(1, name) + field(2, schema(attributes, blocks, COMPUTED)))
    return answer


def plan(request):
    prior, proposed = read_dynamic(request[2]), read_dynamic(request[3])
    if proposed is not None and prior is None:
        proposed |= {name: UNKNOWN for name in COMPUTED}
    return field(1, dynamic(proposed))


def apply(request):
    planned = read_dynamic(request[3])
    if planned is not None:
        for name in COMPUTED:
            if isinstance(planned[name], msgpack.ExtType):
                planned[name] = f"{fields_name(request)}-{uuid.uuid4().hex[:10]}"
    return field(1, dynamic(planned))


def fields_name(request):
    return request[1].decode().removeprefix("aws_").replace("_", "-")


ANSWERS = {
    "GetSchema": get_schema,
    "PrepareProviderConfig": lambda request: field(1, request[1]),
    "Configure": lambda _: b"",
    "ValidateResourceTypeConfig": lambda _: b"",
    # the state is kept as JSON, which a value may be given back as
    "UpgradeResourceState": lambda request: field(1, field(2, fields(request[3])[1])),
    "ReadResource": lambda request: field(1, request[2]),
    "PlanResourceChange": plan,
    "ApplyResourceChange": apply,
    "Stop": lambda _: b"",
}


class Provider(grpc.GenericRpcHandler):
    def service(self, details):
        service, _, name = details.method.rpartition("/")
        if service != "/tfplugin5.Provider" or name not in ANSWERS:
            return None
        return grpc.unary_unary_rpc_method_handler(lambda request, _: ANSWERS[name](fields(request)))


server = grpc.server(futures.ThreadPoolExecutor(4))
server.add_generic_rpc_handlers([Provider()])
port = server.add_insecure_port("127.0.0.1:0")
server.start()
address = {"Network": "tcp", "String": f"127.0.0.1:{port}"}
attach = {"Protocol": "grpc", "ProtocolVersion": 5, "Pid": os.getpid(), "Test": True, "Addr": address}
print(json.dumps({"hashicorp/aws": attach}), flush=True)
sys.stdin.read()
server.stop(None)
