//! Whose format it is: the construct, resource or call around a property says the type of the API and the address.

use std::rc::Rc;

use gwfmt_core::api::{Api, ApiSet};

use super::cdk::plain;
use super::eval::Evaluator;
use super::ir::{Argument, Entry, Expr, Module, NodeId, Root};
use super::value::Kind;

/// Uses of a name that are looked at for what it is given to.
const USES: usize = 16;

/// Names of names that are followed.
const NAMES: usize = 3;

/// Whose format it is.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    /// The type of the API, as far as what is around says it.
    pub(super) api: Option<ApiSet>,
    pub(super) address: String,
    /// Whether it belongs to API Gateway for certain.
    pub(super) is_sure: bool,
    /// Whether it is what a test expects, and not what is deployed.
    pub(super) is_test: bool,
}

impl Owner {
    /// The same, with the type of API that the property itself says where nothing else does.
    pub(super) fn or(mut self, api: ApiSet) -> Self {
        self.api.get_or_insert(api);
        self
    }
}

/// What has been found on the way out.
#[derive(Default)]
struct Way {
    api: Option<ApiSet>,
    /// What the construct is called.
    id: Option<String>,
    /// What the value is called.
    name: Option<String>,
    is_test: bool,
}

impl Evaluator<'_> {
    /// Whose property it is: `around` is the object or call that has it.
    pub(super) fn owner(&mut self, module: &Rc<Module>, around: NodeId, property: &str) -> Owner {
        let mut way = Way::default();
        self.outwards(module, around, &mut way, NAMES);
        named(module, around, property, way)
    }

    /// Whose property it is: that of an object with a name.
    pub(super) fn owner_of_object(&mut self, module: &Rc<Module>, object: NodeId) -> Owner {
        let mut way = Way::default();
        self.refuel();
        let value = self.value(module, object, &None);
        if let Kind::Unknown(unknown) = &value.kind
            && let Some((module, call)) = unknown.made.clone()
        {
            self.construct(&module, call, &mut way);
        }
        let mut inner = object;
        while let Expr::Cast { value, to } = module.expr(inner) {
            if way.api.is_none() {
                way.api = of_type(to);
            }
            inner = *value;
        }
        if way.api.is_none()
            && let Expr::Name(name) = module.expr(inner)
        {
            way.api = cast_of(module, inner, name);
        }
        way.name = name_of(module, inner);
        named(module, object, "stage", way)
    }

    /// Goes outwards from an expression until a construct is met.
    fn outwards(&mut self, module: &Rc<Module>, from: NodeId, way: &mut Way, names: usize) {
        let mut at = from;
        loop {
            match module.expr(at) {
                Expr::Call { .. } => self.construct(module, at, way),
                Expr::Object(entries) => resource(module, at, entries, way),
                Expr::Cast { to, .. } => way.api = way.api.or_else(|| of_type(to)),
                _ => {}
            }
            if way.api.is_some() && way.id.is_some() {
                return;
            }
            match module.parents.get(at.0 as usize).copied().flatten() {
                Some(parent) => {
                    keyed(module, parent, at, way);
                    at = parent;
                }
                None => break,
            }
        }
        if way.api.is_none()
            && let Expr::Assign { target, .. } = module.expr(at)
            && let Expr::Member { object, .. } = module.expr(*target)
        {
            let owner = self.owner_of_object(module, *object);
            way.api = owner.api;
            way.name.get_or_insert(owner.address);
            return;
        }
        let (name, is_member) = match module.roots.get(&at) {
            Some(Root::Variable(name)) => (Some(Rc::clone(name)), false),
            Some(Root::Returned(function)) => {
                let function = module.function(*function);
                (function.name.clone(), false)
            }
            Some(Root::Member(name)) => (Some(Rc::clone(name)), true),
            None => (None, false),
        };
        let Some(name) = name else { return };
        way.name.get_or_insert_with(|| name.to_string());
        if way.api.is_some() || names == 0 {
            return;
        }
        let is_use = |id: &NodeId| match module.expr(*id) {
            Expr::Name(used) => *used == name,
            Expr::Member { name: used, .. } => is_member && *used == name,
            _ => false,
        };
        let uses: Vec<NodeId> = module.ids().filter(is_use).take(USES).collect();
        for id in uses {
            let mut other = Way::default();
            self.outwards(module, id, &mut other, names - 1);
            if other.api.is_some() {
                way.api = other.api;
                way.id = other.id;
                return;
            }
        }
    }

    /// What a call says, if it makes something of API Gateway.
    fn construct(&mut self, module: &Rc<Module>, call: NodeId, way: &mut Way) {
        let Expr::Call {
            callee, arguments, ..
        } = module.expr(call)
        else {
            return;
        };
        let first = arguments
            .first()
            .and_then(|first| module.literal(first.value));
        if let Some(api) = first.and_then(|first| of_resource(first.as_str())) {
            way.api.get_or_insert(api);
            way.is_test = true;
            return;
        }
        self.refuel();
        let mut made = self.value(module, *callee, &None);
        for _ in 0..NAMES {
            let Kind::Class(of, class) = &made.kind else {
                break;
            };
            let of = Rc::clone(of);
            let Some(base) = of.class(*class).base else {
                break;
            };
            made = self.value(&of, base, &None);
        }
        let mut path = match &made.kind {
            Kind::External(path) => path.join("."),
            Kind::Unknown(_) => written(module, *callee),
            _ => return,
        };
        if let Some(short) = path.strip_suffix(".Builder.create") {
            path = short.to_owned();
        }
        let Some(api) = of_path(&path, module, arguments) else {
            return;
        };
        let api = if api == ApiSet::V2 {
            self.protocol(module, arguments).unwrap_or(api)
        } else {
            api
        };
        way.api.get_or_insert(api);
        way.id = id_of(module, arguments);
    }

    /// The type of the API that a stage of the second version is for.
    fn protocol(&mut self, module: &Rc<Module>, arguments: &[Argument]) -> Option<ApiSet> {
        let all: Vec<(String, NodeId)> = members(module, arguments).collect();
        for (name, value) in &all {
            if plain(name) == "protocoltype"
                && let Some(protocol) = module.literal(*value)
            {
                return match protocol.as_str() {
                    "HTTP" => Some(ApiSet::one(Api::Http)),
                    "WEBSOCKET" => Some(ApiSet::one(Api::WebSocket)),
                    _ => None,
                };
            }
        }
        for (name, value) in &all {
            if !matches!(&*plain(name), "apiid" | "api" | "httpapi" | "websocketapi") {
                continue;
            }
            let value = self.value(module, *value, &None);
            let Kind::Unknown(unknown) = &value.kind else {
                continue;
            };
            let Some((module, call)) = unknown.made.clone() else {
                continue;
            };
            let mut way = Way::default();
            self.deeper(|this| {
                if !this.is_too_deep() {
                    this.construct(&module, call, &mut way);
                }
            });
            return way.api;
        }
        None
    }
}

/// The members of the objects that a call is given, and its arguments with names.
fn members<'m>(
    module: &'m Module,
    arguments: &'m [Argument],
) -> impl Iterator<Item = (String, NodeId)> + 'm {
    arguments.iter().flat_map(|argument| {
        let mut all = Vec::new();
        if let Some(name) = &argument.name {
            all.push((name.to_string(), argument.value));
        }
        let mut value = argument.value;
        while let Expr::Cast { value: inner, .. } = module.expr(value) {
            value = *inner;
        }
        if let Expr::Object(entries) = module.expr(value) {
            for entry in entries {
                if let Entry::Pair { key, value } = entry
                    && let Some(name) = module.literal(*key)
                {
                    all.push((name.as_str().to_owned(), *value));
                }
            }
        }
        all
    })
}

/// What a construct is called: the first argument that is a string as it stands.
fn id_of(module: &Module, arguments: &[Argument]) -> Option<String> {
    let text = |argument: &Argument| {
        let text = module.literal(argument.value)?;
        (!text.is_empty()).then(|| text.as_str().to_owned())
    };
    let plain = arguments.iter().filter(|argument| argument.name.is_none());
    let named = arguments.iter().find(|argument| {
        matches!(
            argument.name.as_deref(),
            Some("id" | "id_" | "resource_name" | "construct_id")
        )
    });
    plain
        .take(2)
        .find_map(text)
        .or_else(|| named.and_then(text))
}

/// The names of an expression as they are written: `apigateway.CfnStage`.
fn written(module: &Module, id: NodeId) -> String {
    match module.expr(id) {
        Expr::Name(name) => name.to_string(),
        Expr::Member { object, name } => {
            let object = written(module, *object);
            if object.is_empty() {
                name.to_string()
            } else {
                format!("{object}.{name}")
            }
        }
        _ => String::new(),
    }
}

/// What an object is called where it is used.
fn name_of(module: &Module, id: NodeId) -> Option<String> {
    match module.expr(id) {
        Expr::Name(name) | Expr::Member { name, .. } => Some(name.to_string()),
        Expr::Cast { value, .. } => name_of(module, *value),
        _ => None,
    }
}

/// An object that is a resource of a template.
fn resource(module: &Module, id: NodeId, entries: &[Entry], way: &mut Way) {
    let kind = entries.iter().find_map(|entry| match entry {
        Entry::Pair { key, value } => {
            let name = module.literal(*key)?;
            let value = module.literal(*value)?;
            matches!(name.as_str(), "Type" | "type").then(|| value.as_str().to_owned())
        }
        Entry::Spread(_) => None,
    });
    let Some(api) = kind.and_then(|kind| of_resource(&kind)) else {
        return;
    };
    way.api.get_or_insert(api);
    let parent = module.parents.get(id.0 as usize).copied().flatten();
    if let Some(Expr::Object(entries)) = parent.map(|parent| module.expr(parent)) {
        way.id = entries.iter().find_map(|entry| match entry {
            Entry::Pair { key, value } if *value == id => {
                module.literal(*key).map(|key| key.as_str().to_owned())
            }
            _ => None,
        });
    }
}

/// The resources of one type in Terraform's JSON: `{"aws_api_gateway_stage": {name: …}}`.
fn keyed(module: &Module, around: NodeId, value: NodeId, way: &mut Way) {
    let Expr::Object(entries) = module.expr(around) else {
        return;
    };
    let key = entries.iter().find_map(|entry| match entry {
        Entry::Pair { key, value: it } if *it == value => module.literal(*key),
        _ => None,
    });
    let Some(key) = key.filter(|key| key.as_str().starts_with("aws_")) else {
        return;
    };
    if let Some(api) = of_resource(key.as_str()) {
        way.api.get_or_insert(api);
        way.id.get_or_insert_with(|| key.as_str().to_owned());
    }
}

/// The type of API of a resource of CloudFormation, SAM or Terraform.
fn of_resource(kind: &str) -> Option<ApiSet> {
    let one = |api| Some(ApiSet::one(api));
    match kind {
        "AWS::ApiGateway::Stage" | "AWS::ApiGateway::Deployment" | "AWS::Serverless::Api" => {
            one(Api::Rest)
        }
        "AWS::ApiGatewayV2::ApiGatewayManagedOverrides" | "AWS::Serverless::HttpApi" => {
            one(Api::Http)
        }
        "AWS::Serverless::WebSocketApi" => one(Api::WebSocket),
        "AWS::ApiGatewayV2::Stage" => Some(ApiSet::V2),
        "aws_api_gateway_stage" => one(Api::Rest),
        "aws_apigatewayv2_stage" => Some(ApiSet::V2),
        _ => None,
    }
}

/// The type of API that a type of TypeScript is of, as it is written: `apigwv2.CfnStage`.
fn of_type(written: &str) -> Option<ApiSet> {
    let path = written.split('<').next().unwrap_or_default().trim();
    let name = path.rsplit('.').next().unwrap_or_default();
    let is_v2 = is_second(path);
    match name {
        "CfnStage" if is_v2 => Some(ApiSet::V2),
        "CfnStageV2" => Some(ApiSet::V2),
        "CfnStage" if path.contains("apigateway") => Some(ApiSet::one(Api::Rest)),
        // the second version's has no `accessLogFormat`, and a name without its module is the first's
        "StageOptions" if !is_v2 => Some(ApiSet::one(Api::Rest)),
        _ => None,
    }
}

/// Whether names are of the second version of API Gateway.
fn is_second(path: &str) -> bool {
    let path = plain(path);
    [
        "apigatewayv2",
        "apigwv2",
        "apigw2",
        "apiv2",
        "gatewayv2",
        "httpapi",
    ]
    .iter()
    .any(|word| path.contains(word))
}

/// The type of API that a construct makes, by its name and the modules that it comes from.
fn of_path(path: &str, module: &Module, arguments: &[Argument]) -> Option<ApiSet> {
    let one = |api| Some(ApiSet::one(api));
    let name = path.rsplit('.').next().unwrap_or_default();
    let is_v2 = is_second(path);
    let is_gateway = is_v2 || {
        let path = plain(path);
        ["apigateway", "apigw", "sst"]
            .iter()
            .any(|word| path.contains(word))
    };
    match name {
        "RestApi"
        | "LambdaRestApi"
        | "SpecRestApi"
        | "StepFunctionsRestApi"
        | "RestApiBase"
        | "CfnRestApi"
        | "ApiGatewayV1Api"
        | "ApiGatewayV1"
        | "ApiGatewayStage"
        | "ApiGatewayDeployment" => one(Api::Rest),
        "HttpApi"
        | "HttpStage"
        | "CfnHttpApi"
        | "CfnApiGatewayManagedOverrides"
        | "ApiGatewayV2" => one(Api::Http),
        "WebSocketApi" | "WebSocketStage" | "ApiGatewayWebSocket" => one(Api::WebSocket),
        "CfnStageV2" | "Apigatewayv2Stage" | "Apigatewayv2Api" | "CfnApiV2" => Some(ApiSet::V2),
        "Api" | "CfnApi" | "Stage" | "CfnStage" | "StageArgs" | "StageOptions" | "Deployment"
        | "CfnDeployment" | "DeploymentArgs" | "StageProps" | "CfnStageProps"
        | "HttpStageOptions" => {
            if path.contains("sst") && name == "Api" {
                one(Api::Http)
            } else if path.contains("aws_sam") || path.contains("aws-sam") {
                one(Api::Rest)
            } else if is_v2 {
                Some(ApiSet::V2)
            } else if is_gateway {
                one(Api::Rest)
            } else {
                None
            }
        }
        "CfnResource" | "CfnInclude" => {
            let kind =
                members(module, arguments).find(|(name, _)| name == "type" || name == "type_");
            of_resource(module.literal(kind?.1)?.as_str())
        }
        // `apigw.CfnStage.AccessLogSettingProperty(…)`
        _ if name.starts_with("AccessLogSetting") || name.starts_with("StageAccessLogSettings") => {
            None
        }
        // `solutions-constructs` call theirs `ApiGatewayToLambda`
        _ if name.contains("ApiGatewayTo") || name.ends_with("ToApiGateway") => one(Api::Rest),
        // Of the two services only that of HTTP and WebSocket APIs takes settings of access logs with a new stage.
        "create_stage" | "createStage" | "CreateStageCommand" => Some(ApiSet::V2),
        "update_stage" | "updateStage" => None,
        _ => None,
    }
}

/// The type that a name was cast to where it was declared.
fn cast_of(module: &Module, at: NodeId, name: &Rc<str>) -> Option<ApiSet> {
    let declared = module.declared(module.node(at).scope, name)?;
    let binding = module.scope(declared).names.get(name)?;
    let super::ir::BindingKind::Variable(Some(value)) = binding.kind else {
        return None;
    };
    match module.expr(value) {
        Expr::Cast { to, .. } => of_type(to),
        _ => None,
    }
}

fn named(module: &Module, around: NodeId, property: &str, way: Way) -> Owner {
    let scope = module.node(around).scope;
    let function = || {
        let id = module.function_around(scope)?;
        module.function(id).name.as_ref().map(ToString::to_string)
    };
    let is_sure = way.api.is_some();
    let address = way.id.or(way.name).or_else(function);
    Owner {
        api: way.api,
        address: address.unwrap_or_else(|| property.to_owned()),
        is_sure,
        is_test: way.is_test,
    }
}
