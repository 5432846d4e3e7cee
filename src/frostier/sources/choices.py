"""The closed word lists of the data standard: customer types, channels, categories and so on."""

from __future__ import annotations

from frostier.kernel.text import Text
from frostier.sources.standard import Choice


def _c(value: str, zh: str, en: str, *synonyms: str) -> Choice:
    return Choice(value, Text(zh, en), synonyms)


CUSTOMER_TYPES = (
    _c("hotpot_shop", "火锅店", "hotpot shop", "火锅", "hotpot"),
    _c("chuanchuan_shop", "串串店", "skewer hotpot shop", "串串", "串串香", "钵钵鸡", "skewers"),
    _c("maocai_shop", "冒菜店", "maocai shop", "冒菜", "麻辣烫", "malatang"),
    _c("sichuan_restaurant", "川菜馆", "Sichuan restaurant", "川菜", "川菜餐厅", "江湖菜", "sichuan"),
    _c("other_restaurant", "其他餐饮", "other restaurant", "餐饮", "餐厅", "饭店", "restaurant", "horeca"),
    _c("snack_shop", "小吃面馆", "noodle and snack shop", "小吃", "面馆", "快餐", "snack"),
    _c("bbq_shop", "烧烤店", "barbecue shop", "烧烤", "烤肉", "bbq"),
    _c("canteen", "食堂", "canteen", "学校食堂", "企业食堂", "单位食堂", "团膳"),
    _c("banquet_caterer", "宴席团餐", "banquet caterer", "宴席", "团餐", "坝坝宴", "caterer"),
    _c("hotel", "酒店", "hotel", "宾馆", "hotel"),
    _c("wholesaler", "批发商", "wholesaler", "批发", "二批", "经销商", "分销商", "冻库批发", "distributor"),
    _c("supermarket", "商超", "supermarket", "超市", "卖场", "retail"),
    _c("convenience_store", "社区店", "convenience store", "便利店", "生鲜店", "团长", "convenience"),
    _c("household", "家庭", "household", "个人", "散客", "consumer"),
    _c("other", "其他", "other", "未知", "unknown"),
)

ORDER_CHANNELS = (
    _c("app", "APP", "app", "应用"),
    _c("mini_program", "小程序", "mini-program", "微信小程序", "miniapp"),
    _c("wechat", "微信", "WeChat", "企微", "企业微信", "微信群"),
    _c("phone", "电话", "phone", "电话下单", "tel"),
    _c("salesperson", "业务员", "salesperson", "销售代下单", "业务代下", "拜访下单"),
    _c("store", "门市", "counter", "自提", "门店", "现场", "store"),
    _c("edi", "系统对接", "EDI", "接口", "api"),
    _c("other", "其他", "other", "未知"),
)

CATEGORIES = (
    _c("offal", "毛肚鸭肠", "offal", "毛肚", "鸭肠", "黄喉", "鲜毛肚", "内脏", "牛杂", "腰花", "郡肝"),
    _c("meat_rolls", "肉卷肉片", "meat rolls", "肥牛", "羊肉卷", "肉卷", "肥羊"),
    _c(
        "marinated_meat",
        "腌制酥肉",
        "marinated and crispy meat",
        "酥肉",
        "嫩牛肉",
        "滑肉",
        "腌制肉",
        "小酥肉",
    ),
    _c("balls_surimi", "丸滑", "balls and surimi", "丸子", "虾滑", "鱼丸", "牛丸", "火锅丸料"),
    _c("hotpot_base", "锅底底料", "hotpot base", "牛油锅底", "火锅底料", "锅底", "清汤底料"),
    _c("seafood", "水产海鲜", "seafood", "水产", "海鲜", "鱼片", "巴沙鱼", "鱿鱼", "虾", "fish"),
    _c("poultry", "禽类", "poultry", "鸡", "鸭", "鸡爪", "凤爪", "鸡翅", "鸭血", "chicken"),
    _c("pork", "猪副猪肉", "pork", "猪肉", "五花肉", "猪蹄", "肥肠", "脑花", "排骨"),
    _c("beef_lamb", "牛羊肉", "beef and lamb", "牛肉", "羊肉", "牛腩", "牛腱", "beef", "lamb"),
    _c("skewers", "串串签子货", "skewers", "串串", "签子", "牛肉串", "掌中宝"),
    _c(
        "prepared_dish",
        "预制菜",
        "prepared dishes",
        "预制",
        "酸菜鱼",
        "梅菜扣肉",
        "毛血旺",
        "夹沙肉",
        "frozen meals",
    ),
    _c(
        "staples_snacks",
        "面点小吃",
        "staples and snacks",
        "红糖糍粑",
        "面点",
        "主食",
        "小吃",
        "抄手",
        "汤圆",
        "饺子",
    ),
    _c("tofu_mushroom", "豆制品菌类", "tofu and mushrooms", "豆制品", "菌菇", "豆皮", "冻豆腐", "魔芋"),
    _c("vegetables", "蔬菜生鲜", "fresh vegetables", "蔬菜", "生鲜", "鲜菜", "土豆", "藕片", "produce"),
    _c("condiment", "调料蘸料", "condiments", "调料", "蘸料", "香油", "干碟", "花椒", "辣椒", "豆瓣"),
    _c("beverage", "酒水饮料", "beverages", "饮料", "酒水", "啤酒", "唯怡", "冰粉"),
    _c("consumable", "耗材", "consumables", "一次性", "包材", "燃料"),
    _c("other", "其他", "other", "杂项", "未分类"),
)

STORAGE = (
    _c("frozen", "冷冻", "frozen", "冻品", "-18", "冷冻库"),
    _c("chilled", "冷藏", "chilled", "冷鲜", "鲜品", "0-4"),
    _c("ambient", "常温", "ambient", "干货", "常温库"),
)

LINE_KINDS = (
    _c("sale", "销售", "sale", "正常", "出库", "销售出库"),
    _c("return", "退货", "return", "退货入库", "退换", "红字", "退单"),
    _c("cancelled", "取消", "cancelled", "已取消", "作废", "cancel", "void"),
    _c("service", "服务费用", "service", "运费", "服务", "费用", "freight"),
)

SPICE_LEVELS = (
    _c("none", "不辣", "not spicy", "清汤", "原味"),
    _c("mild", "微辣", "mild"),
    _c("medium", "中辣", "medium"),
    _c("hot", "特辣", "hot", "重辣", "麻辣", "特麻"),
)

ACCOUNT_LEVELS = (
    _c("chain", "连锁总部", "chain head office", "总部", "品牌", "集团"),
    _c("shop", "门店", "shop", "分店", "单店", "独立店"),
    _c("payer", "付款方", "payer", "结算单位"),
)
