"""The permission matrix: what each role may do. The documents print it from here, the tests walk it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from frostier.flows.scope import ScopeKind
from frostier.kernel.text import Text

RoleId = Literal[
    "operator",
    "account_manager",
    "supervisor",
    "purchasing",
    "finance",
    "executive",
    "admin",
    "read_only",
    "api_client",
]


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that can be allowed."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of user. ``scope_kinds`` are the scopes that may be given to a user of the role, the usual one first."""

    id: RoleId
    name: Text
    meaning: Text
    permissions: frozenset[str]
    scope_kinds: tuple[ScopeKind, ...]


def _permission(id: str, zh: str, en: str) -> Permission:
    return Permission(id, Text(zh, en))


PERMISSIONS: tuple[Permission, ...] = (
    _permission("overview.read", "看总览", "see the overview"),
    _permission("customers.read", "看客户", "see customers"),
    _permission("customers.contact", "看联系方式", "see phone numbers and names of contacts"),
    _permission("customers.export", "导出客户", "export customers"),
    _permission("customers.block", "设置勿扰", "mark a customer as not to be contacted"),
    _permission("tags.read", "看标签", "see tags"),
    _permission("tags.write", "定义标签", "define tags"),
    _permission("segments.read", "看分群", "see segments"),
    _permission("segments.write", "定义分群", "define segments"),
    _permission("schemes.read", "看分层方案", "see tier schemes"),
    _permission("schemes.draft", "起草与试算方案", "draft and try schemes"),
    _permission("schemes.sign", "会签方案", "sign off a scheme"),
    _permission("schemes.publish", "发布与回滚方案", "publish and roll back schemes"),
    _permission("overrides.write", "人工定级", "set a customer's tier by hand"),
    _permission("imports.read", "看导入与质量", "see imports and quality"),
    _permission("imports.write", "导入、改正、撤销", "import, correct, undo"),
    _permission("events.write", "发送事件", "send events"),
    _permission("live.read", "看实时动态", "see what happens live"),
    _permission("tasks.read", "看待办", "see tasks"),
    _permission("tasks.give", "给客户经理交办", "give account managers tasks"),
    _permission("tasks.work", "办理与移交待办", "work on tasks and hand them over"),
    _permission("reviews.read", "看审核", "see reviews"),
    _permission("reviews.decide", "审核等级变化", "decide on changes of tier"),
    _permission("webhooks.manage", "管理消息推送", "manage webhooks"),
    _permission("runs.read", "看任务", "see runs"),
    _permission("runs.start", "启动分层", "start a grading"),
    _permission("runs.cancel", "停止任务", "cancel a run"),
    _permission("schedules.manage", "管理计划", "manage schedules"),
    _permission("metrics.read", "读取运行指标", "read the metrics"),
    _permission("users.manage", "管理用户", "manage users"),
    _permission("keys.manage", "管理接口密钥", "manage API keys"),
    _permission("audit.read", "看审计", "read the audit trail"),
)

_READ = frozenset({"overview.read", "customers.read", "tags.read", "segments.read", "live.read"})
_ANALYSE = _READ | {"schemes.read", "runs.read", "tasks.read", "reviews.read"}
_ALL = frozenset(p.id for p in PERMISSIONS)

ROLES: tuple[Role, ...] = (
    Role(
        "operator", Text("运营", "operator"),
        Text("定义标签、分群与分层方案，导入数据，发布", "defines tags, segments and schemes, imports data, publishes"),
        _ANALYSE | {"customers.contact", "customers.export", "customers.block", "tags.write", "segments.write", "tasks.give", "schemes.draft", "schemes.sign",
                    "schemes.publish", "imports.read", "imports.write", "runs.start", "runs.cancel", "events.write", "webhooks.manage", "schedules.manage"},
        ("all", "regions", "teams"),
    ),
    Role(
        "account_manager", Text("客户经理", "account manager"),
        Text("只看自己的客户", "sees their own customers only"),
        _READ | {"customers.contact", "customers.block", "tasks.read", "tasks.work"},
        ("managers",),
    ),
    Role(
        "supervisor", Text("销售主管", "supervisor"),
        Text("看本团队的客户，会签方案，人工定级", "sees the team's customers, signs off schemes, overrides tiers"),
        _ANALYSE | {"customers.contact", "customers.export", "customers.block", "segments.write", "schemes.sign", "overrides.write",
                    "tasks.give", "tasks.work", "reviews.decide"},
        ("teams", "regions", "all"),
    ),
    Role(
        "purchasing", Text("采购/仓配", "purchasing"),
        Text("看需求与客户结构，不看联系方式", "sees demand and the customer base, no contact details"),
        _READ | {"imports.read"},
        ("all", "regions"),
    ),
    Role(
        "finance", Text("财务", "finance"),
        Text("看账期、逾期与分层成本，会签方案", "sees credit, arrears and what tiers cost, signs off schemes"),
        _ANALYSE | {"customers.export", "schemes.sign", "imports.read", "audit.read"},
        ("all",),
    ),
    Role(
        "executive", Text("高管", "executive"),
        Text("看全局", "sees everything, changes nothing"),
        _ANALYSE | {"imports.read", "audit.read"},
        ("all",),
    ),
    Role(
        "admin", Text("管理员", "admin"),
        Text("管理用户、密钥与数据来源", "manages users, keys and sources"),
        _ALL,
        ("all",),
    ),
    Role(
        "read_only", Text("只读", "read-only"),
        Text("只看，不改、不导出", "looks, changes and exports nothing"),
        _ANALYSE,
        ("all", "regions", "teams", "managers"),
    ),
    Role(
        "api_client", Text("接口客户端", "API client"),
        Text("其他系统；按密钥的授权范围", "another system; what its key grants"),
        _ANALYSE | {"customers.contact", "customers.export", "imports.read", "imports.write", "runs.start", "events.write", "metrics.read"},
        ("all", "regions", "teams", "managers"),
    ),
)  # fmt: skip

ROLE_OF: dict[str, Role] = {role.id: role for role in ROLES}


def grants(role: str, permission: str) -> bool:
    """Whether the matrix lets a role do a thing; unknown roles may do nothing."""
    known = ROLE_OF.get(role)
    return known is not None and permission in known.permissions
