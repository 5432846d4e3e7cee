"""The records that Frostier understands. Each class is one entity of the data standard; each field one column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.sources import choices as words
from frostier.sources.standard import Standard, column, standard_of


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer account as one source knows it: a shop, a chain's head office, or a payer."""

    customer_code: str = column("code", "客户编码", "customer code", "来源系统中的客户编号", "The customer's number in the source system", required=True, key=True, synonyms=("客户编号", "客户号", "客户代码", "会员号", "往来单位编码", "customerid", "customer id", "customer no", "cust no", "household_id", "account"))
    customer_name: str | None = column("text", "客户名称", "customer name", "店招或公司名", "Shop sign or company name", synonyms=("客户", "名称", "店名", "单位名称", "往来单位", "name", "company"))
    customer_type: str | None = column("choice", "客户类型", "customer type", "经营业态", "Kind of business", choices=words.CUSTOMER_TYPES, fallback="other", synonyms=("业态", "类型", "客户分类", "客户类别", "行业", "type", "segment", "channel type"))
    province: str | None = column("text", "省份", "province", "所在省、直辖市、自治区（境外为国家）", "Province, municipality or region (abroad: the country)", synonyms=("省", "province", "state", "country"))
    city: str | None = column("text", "城市", "city", "所在地级市", "Prefecture-level city", synonyms=("市", "地市", "city", "town"))
    district: str | None = column("text", "区县", "district", "所在区县", "District or county", synonyms=("区", "县", "district", "area"))
    address: str | None = column("text", "地址", "address", "收货地址", "Delivery address", personal=True, synonyms=("收货地址", "详细地址", "送货地址", "address"))
    phone: str | None = column("phone", "电话", "phone", "订货联系电话", "Phone number used for ordering", personal=True, synonyms=("手机", "手机号", "联系电话", "电话", "mobile", "phone", "tel"))
    tax_id: str | None = column("code", "税号", "tax id", "统一社会信用代码", "Unified social credit code", synonyms=("统一社会信用代码", "纳税人识别号", "税务登记号", "tax no", "vat"))
    account_level: str | None = column("choice", "账户层级", "account level", "连锁总部、门店或付款方", "Chain head office, shop or payer", choices=words.ACCOUNT_LEVELS, fallback="shop", synonyms=("层级", "账户类型", "level"))
    chain_code: str | None = column("code", "所属连锁", "chain code", "上级连锁总部的客户编码", "Customer code of the chain's head office", synonyms=("连锁编码", "总部编码", "上级客户", "集团编码", "parent", "chain"))
    payer_code: str | None = column("code", "付款方编码", "payer code", "结算单位的客户编码", "Customer code of the account that pays", synonyms=("结算单位", "付款单位", "结算客户", "payer", "bill to"))
    manager: str | None = column("text", "客户经理", "account manager", "负责的客户经理", "The account manager in charge", synonyms=("业务员", "经理", "销售员", "负责人", "manager", "sales rep", "salesperson"))
    team: str | None = column("text", "销售团队", "sales team", "客户经理所在团队", "The manager's team", synonyms=("团队", "部门", "大区", "team", "department"))
    opened_on: date | None = column("date", "开户日期", "opened on", "首次建档日期", "Day the account was opened", synonyms=("建档日期", "创建日期", "开户时间", "注册日期", "created", "opened", "registered"))
    credit_limit: Decimal | None = column("money", "信用额度", "credit limit", "允许的最高欠款", "Highest debt allowed", unit=("元", "CNY"), low=0, synonyms=("授信额度", "额度", "credit limit"))
    credit_days: int | None = column("int", "账期天数", "credit days", "从开票到应付的天数，0 为现结", "Days from invoice to due day; 0 is cash", unit=("天", "days"), low=0, high=365, synonyms=("账期", "信用期", "结算周期", "credit days", "terms"))
    contract_end_on: date | None = column("date", "合同到期日", "contract end", "供货合同到期日", "Last day of the supply contract", synonyms=("合同到期", "合同截止", "contract end"))
    seats: int | None = column("int", "餐位数", "seats", "门店餐位数", "Seats in the shop", unit=("位", "seats"), low=0, high=100000, synonyms=("桌数", "餐位", "座位数", "seats"))
    freezer_m3: Decimal | None = column("quantity", "冷柜容积", "freezer volume", "客户自有冷柜容积", "The customer's own freezer volume", unit=("立方米", "m³"), low=0, synonyms=("冷柜", "冰柜", "冷库容积", "freezer"))
    needs_custom_cut: bool | None = column("bool", "定制分切", "custom cut", "是否要求按规格分切", "Wants goods cut to specification", synonyms=("分切", "定制规格", "改刀"))
    needs_own_label: bool | None = column("bool", "贴牌", "own label", "是否要求贴自有品牌", "Wants the own brand on the pack", synonyms=("贴牌", "定制包装", "oem"))
    needs_night_delivery: bool | None = column("bool", "夜间配送", "night delivery", "是否要求夜间送达", "Wants delivery at night", synonyms=("夜配", "夜间送货"))
    needs_invoice_each: bool | None = column("bool", "随货开票", "invoice with delivery", "是否要求每单开票", "Wants an invoice with each delivery", synonyms=("随货票", "开票", "专票"))
    min_remaining_life_pct: Decimal | None = column("rate", "最低剩余保质期", "minimum remaining life", "收货时剩余保质期占比下限", "Lowest share of shelf life left on receipt", low=0, high=1, synonyms=("剩余效期", "效期要求", "新鲜度要求"))
    floor_no_lift: bool | None = column("bool", "无电梯上楼", "upstairs, no lift", "是否需人工搬上楼", "Goods must be carried upstairs", synonyms=("上楼", "搬楼", "无电梯"))


@dataclass(frozen=True, slots=True)
class Contact:
    """One person at a customer."""

    contact_code: str = column("code", "联系人编号", "contact code", "来源系统中的联系人编号", "The contact's number in the source system", required=True, key=True, synonyms=("联系人id", "contact id"))
    customer_code: str = column("code", "客户编码", "customer code", "联系人所属客户", "The customer that the person belongs to", required=True, synonyms=("客户编号", "客户号", "customer id"))
    contact_name: str | None = column("text", "姓名", "name", "联系人姓名", "The person's name", personal=True, synonyms=("联系人", "姓名", "name"))
    role: str | None = column("text", "职务", "role", "老板、厨师长、采购、财务等", "Owner, head chef, buyer, accountant …", synonyms=("岗位", "职位", "角色", "role", "title"))
    phone: str | None = column("phone", "手机", "phone", "联系人手机", "The person's phone", personal=True, synonyms=("手机号", "电话", "mobile"))
    wechat: str | None = column("text", "微信号", "WeChat id", "联系人微信号", "The person's WeChat id", personal=True, synonyms=("微信", "wechat"))
    is_decision_maker: bool | None = column("bool", "是否决策人", "decision maker", "是否决定采购", "Decides what is bought", synonyms=("决策人", "关键人"))


@dataclass(frozen=True, slots=True)
class Sku:
    """One thing that is sold, in its sales unit (usually a case)."""

    sku_code: str = column("code", "商品编码", "SKU code", "来源系统中的商品编号", "The article's number in the source system", required=True, key=True, synonyms=("货号", "商品编号", "物料编码", "存货编码", "产品编码", "stockcode", "product_id", "item", "sku"))
    sku_name: str | None = column("text", "商品名称", "SKU name", "商品名", "Name of the article", synonyms=("品名", "名称", "商品", "存货名称", "description", "product name"))
    category: str | None = column("choice", "品类", "category", "十八个品类之一", "One of the eighteen categories", choices=words.CATEGORIES, fallback="other", synonyms=("类别", "商品分类", "大类", "品类", "category", "product_category", "department"))
    subcategory: str | None = column("text", "子类", "subcategory", "来源系统的细分类", "The source system's finer class", synonyms=("小类", "细类", "product_type", "subcategory"))
    brand: str | None = column("text", "品牌", "brand", "品牌", "Brand", synonyms=("品牌", "brand"))
    pack: str | None = column("text", "规格", "pack", "包装规格，如 2.5kg×4", "Pack, such as 2.5 kg × 4", synonyms=("规格型号", "包装规格", "package_size", "pack"))
    sales_unit: str | None = column("text", "单位", "sales unit", "销售单位", "Unit of sale", synonyms=("单位", "计量单位", "unit"))
    weight_kg: Decimal | None = column("quantity", "单位重量", "weight", "每销售单位的净重", "Net weight of one sales unit", unit=("千克", "kg"), low=0, synonyms=("重量", "净重", "weight"))
    storage: str | None = column("choice", "储存条件", "storage", "冷冻、冷藏或常温", "Frozen, chilled or ambient", choices=words.STORAGE, synonyms=("储存方式", "温层", "存储条件", "storage"))
    shelf_life_days: int | None = column("int", "保质期", "shelf life", "生产日起的保质天数", "Days of shelf life from production", unit=("天", "days"), low=1, high=3650, synonyms=("保质期天数", "保质期(天)", "效期", "shelf life"))
    list_price: Decimal | None = column("unit_price", "标准售价", "list price", "目录价", "Price in the catalogue", unit=("元/单位", "CNY per unit"), low=0, synonyms=("售价", "标准价", "零售价", "目录价", "price"))
    unit_cost: Decimal | None = column("unit_price", "成本价", "unit cost", "标准成本", "Standard cost", unit=("元/单位", "CNY per unit"), low=0, synonyms=("成本", "进价", "采购价", "cost"))
    spice_level: str | None = column("choice", "辣度", "spice level", "不辣、微辣、中辣、特辣", "None, mild, medium, hot", choices=words.SPICE_LEVELS, synonyms=("辣度", "口味", "spice"))
    is_hotpot_item: bool | None = column("bool", "火锅食材", "hotpot item", "是否主要用于火锅", "Mainly used in hotpot", synonyms=("火锅食材", "火锅用料", "hotpot"))
    is_own_brand: bool | None = column("bool", "自有品牌", "own brand", "是否本公司品牌", "The company's own brand", synonyms=("自有品牌", "own brand", "private"))
    launched_on: date | None = column("date", "上市日期", "launched on", "首次上架日", "Day it was first on sale", synonyms=("上市日期", "上架日期", "launch"))


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of one order. A return is a line of kind ``return`` with negative quantity and amount."""

    order_id: str = column("code", "订单号", "order id", "来源系统中的单号", "The order's number in the source system", required=True, key=True, synonyms=("单号", "订单编号", "销售单号", "单据编号", "出库单号", "invoiceno", "invoice", "order no", "basket_id"))
    line_no: str | None = column("code", "行号", "line no", "单内行号；缺省时按同单同品出现的次序编号", "Line within the order; by default counted per order and SKU in file order", key=True, synonyms=("序号", "行号", "分录号", "line", "line no"))
    ordered_at: datetime = column("timestamp", "下单时间", "ordered at", "下单时刻；只有日期时取当日零点", "Moment of the order; midnight if only the day is known", required=True, synonyms=("日期", "下单日期", "订单日期", "单据日期", "销售日期", "时间", "invoicedate", "order date", "date", "transaction_timestamp"))
    customer_code: str | None = column("code", "客户编码", "customer code", "空值为匿名销售", "Empty means an anonymous sale", synonyms=("客户编号", "客户号", "客户代码", "会员号", "往来单位编码", "customerid", "customer id", "household_id"))
    sku_code: str = column("code", "商品编码", "SKU code", "商品编号", "The article's number", required=True, synonyms=("货号", "商品编号", "物料编码", "存货编码", "产品编码", "stockcode", "product_id", "sku", "item"))
    sku_name: str | None = column("text", "商品名称", "SKU name", "商品名；仅在没有商品档案时使用", "Name; used only where the SKU master lacks the article", synonyms=("品名", "商品", "存货名称", "description"))
    line_kind: str | None = column("choice", "行类型", "line kind", "销售、退货、取消或服务费用；缺省按数量正负判断", "Sale, return, cancelled or service; by default from the sign of the quantity", choices=words.LINE_KINDS, synonyms=("类型", "单据类型", "业务类型", "状态", "kind", "type", "status"))
    quantity: Decimal = column("quantity", "数量", "quantity", "销售单位数量，退货为负", "Sales units; negative for returns", unit=("销售单位", "sales units"), required=True, low=-1000000, high=1000000, synonyms=("数量", "件数", "箱数", "qty", "quantity"))
    unit_price: Decimal | None = column("unit_price", "单价", "unit price", "成交单价；缺省为金额÷数量", "Price charged; by default amount ÷ quantity", unit=("元/单位", "CNY per unit"), low=-10000000, high=10000000, synonyms=("单价", "价格", "成交价", "含税单价", "unitprice", "price"))
    net_amount: Decimal | None = column("money", "金额", "net amount", "成交金额；缺省为数量×单价", "Amount charged; by default quantity × unit price", unit=("元", "CNY"), synonyms=("金额", "销售额", "价税合计", "成交金额", "amount", "sales_value", "total"))
    discount_amount: Decimal | None = column("money", "优惠金额", "discount amount", "相对目录价的让利，正数", "Reduction against list, as a positive number", unit=("元", "CNY"), synonyms=("折扣", "优惠", "折扣额", "discount", "retail_disc"))
    unit_cost: Decimal | None = column("unit_price", "成本单价", "unit cost", "出库成本；缺省取商品档案", "Cost at issue; by default from the SKU master", unit=("元/单位", "CNY per unit"), low=0, synonyms=("成本", "成本价", "出库成本", "cost"))
    promotion_code: str | None = column("code", "促销编码", "promotion code", "参与的促销活动", "Promotion that applied", synonyms=("活动编码", "促销", "promotion", "campaign"))
    order_channel: str | None = column("choice", "下单渠道", "order channel", "APP、小程序、微信、电话、业务员、门市等", "App, mini-program, WeChat, phone, salesperson, counter …", choices=words.ORDER_CHANNELS, fallback="other", synonyms=("渠道", "来源", "订单来源", "channel", "source"))
    original_order_id: str | None = column("code", "原订单号", "original order", "退货对应的原单", "For a return, the order it reverses", synonyms=("原单号", "关联单号", "源单号", "original"))
    requested_on: date | None = column("date", "要求送达日", "requested delivery day", "客户要求的送达日", "Day the customer asked for", synonyms=("送货日期", "要货日期", "交货日期", "requested"))


@dataclass(frozen=True, slots=True)
class Payment:
    """One receivable and what has been paid on it so far; a later export of the same receivable replaces it."""

    receivable_id: str = column("code", "应收单号", "receivable id", "应收或发票编号", "Number of the receivable or invoice", required=True, key=True, synonyms=("发票号", "应收编号", "单据编号", "账单号", "对账单号", "invoice no", "bill no"))
    customer_code: str = column("code", "客户编码", "customer code", "欠款客户", "The customer that owes", required=True, synonyms=("客户编号", "客户号", "往来单位编码", "结算单位", "customer id"))
    order_id: str | None = column("code", "订单号", "order id", "对应订单", "The order it is for", synonyms=("单号", "销售单号", "order no"))
    issued_on: date = column("date", "开票日期", "issued on", "应收产生日", "Day the receivable arose", required=True, synonyms=("开票日", "账单日期", "单据日期", "应收日期", "issued", "invoice date"))
    due_on: date | None = column("date", "到期日", "due on", "应付款日；缺省为开票日加账期", "Day it falls due; by default issue plus the customer's credit days", synonyms=("应付日期", "到期日期", "应收到期日", "due", "due date"))
    paid_on: date | None = column("date", "付款日期", "paid on", "付清日；空为未付清", "Day it was paid in full; empty while open", synonyms=("收款日期", "实收日期", "回款日期", "paid", "paid date"))
    amount: Decimal = column("money", "应收金额", "amount", "应收总额", "Amount owed", unit=("元", "CNY"), required=True, synonyms=("应收", "金额", "账单金额", "amount"))
    paid_amount: Decimal | None = column("money", "已付金额", "paid amount", "已收到金额；付清日已填时缺省为全额", "Received so far; by default all of it once a paid day is given", unit=("元", "CNY"), synonyms=("实收金额", "已收金额", "回款金额", "paid amount"))
    method: str | None = column("text", "付款方式", "method", "转账、微信、现金、承兑等", "Transfer, WeChat, cash, bill …", synonyms=("结算方式", "收款方式", "method"))


_OPERATIONS = Text("运营", "operations")
_FINANCE = Text("财务", "finance")
_PURCHASING = Text("采购", "purchasing")

STANDARDS: dict[str, Standard] = {
    s.entity: s
    for s in (
        standard_of(OrderLine, entity="orders", label=Text("订单", "Orders"), grain=Text("一行为一张订单的一条明细", "One row is one line of one order"), owner=_OPERATIONS),
        standard_of(Customer, entity="customers", label=Text("客户", "Customers"), grain=Text("一行为一个客户账户", "One row is one customer account"), owner=_OPERATIONS),
        standard_of(Contact, entity="contacts", label=Text("联系人", "Contacts"), grain=Text("一行为客户的一位联系人", "One row is one person at a customer"), owner=_OPERATIONS),
        standard_of(Sku, entity="skus", label=Text("商品", "SKUs"), grain=Text("一行为一个商品", "One row is one article"), owner=_PURCHASING),
        standard_of(Payment, entity="payments", label=Text("应收与回款", "Receivables and payments"), grain=Text("一行为一笔应收", "One row is one receivable"), owner=_FINANCE),
    )
}  # fmt: skip


def standard_for(entity: str) -> Standard:
    """The standard of an entity (``orders``, ``customers``, ``contacts``, ``skus``, ``payments``)."""
    if entity in STANDARDS:
        return STANDARDS[entity]
    names = ", ".join(STANDARDS)
    raise NotFound(Text(f"没有“{entity}”这种数据，可用：{names}。", f"There is no entity {entity!r}; use one of: {names}."))
