"""How the demo company's files are mapped onto the data standard; ``examples/mappings/demo_*.yaml`` say the same."""

from __future__ import annotations

from typing import Any

_SOURCE = "erp"


def _mapping(entity: str, columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"entity": entity, "source": _SOURCE, "timezone": "Asia/Shanghai", "columns": columns, **more}


DEMO_MAPPINGS: dict[str, dict[str, Any]] = {
    "orders": _mapping(
        "orders",
        {
            "order_id": "单据编号",
            "line_no": "行号",
            "ordered_at": "单据日期",
            "customer_code": "客户编码",
            "sku_code": "存货编码",
            "sku_name": "存货名称",
            "line_kind": "业务类型",
            "quantity": "数量",
            "unit_price": "单价",
            "net_amount": "金额",
            "discount_amount": "优惠金额",
            "unit_cost": "出库成本",
            "promotion_code": "促销活动",
            "order_channel": "订单来源",
            "original_order_id": "原单号",
            "requested_on": "要求送达日",
        },
        skip_when=[{"column": "单据编号", "equals": "合计"}],
    ),
    "customers": _mapping(
        "customers",
        {
            "customer_code": "客户编码",
            "customer_name": "客户名称",
            "customer_type": "客户类型",
            "province": "省份",
            "city": "城市",
            "district": "区县",
            "address": "收货地址",
            "phone": "联系电话",
            "tax_id": "税号",
            "account_level": "账户层级",
            "chain_code": "所属连锁",
            "payer_code": "结算单位",
            "manager": "业务员",
            "team": "部门",
            "opened_on": "开户日期",
            "credit_limit": "信用额度",
            "credit_days": "账期",
            "contract_end_on": "合同到期",
            "seats": "餐位",
            "freezer_m3": "冷柜容积",
            "needs_custom_cut": "定制分切",
            "needs_own_label": "贴牌",
            "needs_night_delivery": "夜间配送",
            "needs_invoice_each": "随货开票",
            "min_remaining_life_pct": "最低剩余保质期",
            "floor_no_lift": "无电梯上楼",
        },
    ),
    "contacts": _mapping(
        "contacts",
        {
            "contact_code": "联系人编号",
            "customer_code": "客户编码",
            "contact_name": "姓名",
            "role": "职务",
            "phone": "手机",
            "wechat": "微信号",
            "is_decision_maker": "是否决策人",
        },
    ),
    "skus": _mapping(
        "skus",
        {
            "sku_code": "存货编码",
            "sku_name": "存货名称",
            "category": "品类",
            "subcategory": "小类",
            "brand": "品牌",
            "pack": "规格型号",
            "sales_unit": "单位",
            "weight_kg": "净重(千克)",
            "storage": "储存条件",
            "shelf_life_days": "保质期(天)",
            "list_price": "标准售价",
            "unit_cost": "成本价",
            "spice_level": "辣度",
            "is_hotpot_item": "火锅食材",
            "is_own_brand": "自有品牌",
            "launched_on": "上市日期",
        },
    ),
    "payments": _mapping(
        "payments",
        {
            "receivable_id": "应收单号",
            "customer_code": "结算单位",
            "issued_on": "开票日期",
            "due_on": "到期日",
            "paid_on": "付款日期",
            "amount": "应收金额",
            "paid_amount": "已付金额",
            "method": "结算方式",
        },
    ),
}
