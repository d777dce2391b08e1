"""Documents as an office has them, for the tests and for looking at them."""

from messages.views.documents import (
    AssessmentView,
    ConsultationFormView,
    DocumentBox,
    DocumentLine,
    DocumentSection,
    LetterView,
    OfficialFormView,
)
from messages.views.pictures import ChartSeries, StackedChart
from messages.views.years import YearReportView, YearSection, YearTable

FORM = OfficialFormView(
    mark="",
    place="附件7",
    title="应急响应信息报送表（启动）",
    serial="昌污指表〔2026〕1号",
    head=(DocumentLine("签发人", "张三"),),
    rows=(
        DocumentLine(
            "重污染天气发生的时间、地点、范围", "2026年12月2日8时起，预计持续72小时；昌吉市行政区域"
        ),
        DocumentLine("应急响应等级", "Ⅱ级（橙色预警）"),
        DocumentLine("应急响应启动时间", "2026年12月2日8时00分"),
        DocumentLine(
            "不利于空气污染物稀释、扩散和清除的空气污染气象条件",
            "地面为弱高压控制，静稳，近地面逆温，平均风速小于1.5米/秒，相对湿度75%以上。",
        ),
        DocumentLine("主要污染指标", "PM2.5"),
        DocumentLine("AQI值范围及平均值", "187～236，平均212"),
        DocumentLine("首要污染物浓度范围及平均值", "142～186微克/立方米，平均162微克/立方米"),
        DocumentLine("未来一定时期的定性潜势分析", "未来3天扩散条件持续不利，5日夜间转好。"),
        DocumentLine("公众日常出行建议", "老人、儿童和慢性病患者避免户外活动，尽量留在室内。"),
    ),
    foot=(
        DocumentLine("应急响应指挥机构", "昌吉市重污染天气应急指挥部"),
        DocumentLine("填表人", "李四"),
        DocumentLine("联系电话", "0994-1234567"),
        DocumentLine("审查人", "王五"),
    ),
    notes=(),
)
LETTER = LetterView(
    mark="",
    issuer="昌吉市重污染天气应急指挥部办公室",
    serial="昌污指橙督〔2026〕3号",
    title="橙色督办单",
    addressee="市住房和城乡建设局",
    sections=(
        DocumentSection(
            "",
            (
                "你单位12月2日日报应于12月3日12时前报送，至今未收到；"
                "12月3日14时下发黄色提示单（昌污指黄提〔2026〕5号）后，仍未按要求报送，且未说明正当理由。",
                "依据《督查督办工作制度（试行）》，责令你单位限期整改，现将有关要求通知如下：",
            ),
        ),
        DocumentSection("一、整改任务", ("补报12月2日日报。",)),
        DocumentSection("二、整改时限", ("2026年12月3日18时前，书面报告整改落实情况。",)),
        DocumentSection("三、逾期处理", ("逾期仍未整改落实到位的，即刻下发红色督办单。",)),
    ),
    enclosed=("督办记录",),
    annexes=(
        DocumentSection(
            "督办记录",
            ("12月3日9时00分，发出报送要求，已送达。", "12月3日14时00分，黄色提示单，已送达。"),
        ),
    ),
    signature="昌吉市重污染天气应急指挥部办公室",
    date="2026年12月3日",
    copied_to="指挥长",
    printed_by="昌吉市重污染天气应急指挥部办公室",
    printed_on="2026年12月3日印发",
)
ASSESSMENT = AssessmentView(
    mark="",
    title="橙色预警Ⅱ级应急响应总结评估报告",
    subtitle="（昌污指预〔2026〕1号，2026年12月2日8时至12月5日20时）",
    sections=(
        DocumentSection("一、成因分析", ("〔待专家组填写〕",)),
        DocumentSection("二、预报和预警发布", ("12月1日9时发布橙色预警。", "〔待专家组补充〕")),
    ),
    signature="昌吉市重污染天气应急指挥部办公室",
    date="2026年12月10日",
)
CONSULTATION = ConsultationFormView(
    mark="",
    place="附件5",
    title="昌吉市重污染天气应急响应会商报告单",
    serial="昌污指会商〔2026〕3号",
    corrected="（已更正，代替2026年12月1日15时00分的报告单）",
    boxes=(
        DocumentBox(
            "市气象台",
            ("12月2日至4日静稳，扩散条件差。", "{{7*7}}<b>&"),
            "签发：张三",
            "2026年12月1日10时",
        ),
        DocumentBox("专家组会商建议", (), "签发：", "　　　年　　月　　日　　时"),
        DocumentBox("备注", ("专家组未在时限内提出意见。",), "", ""),
    ),
)
YEAR = YearReportView(
    mark="",
    title="2026年度重污染天气应急工作总结",
    subtitle="（2026年1月1日至2026年12月31日）",
    sections=(
        YearSection("一、应急响应情况", ("共2次。", "{{7*7}}<b>&"), charts=(0,), tables=(1, 0)),
        YearSection("二、工作计划", (), tables=(), below=("〔由办公室填写〕",)),
    ),
    charts=(
        StackedChart(
            "各月天数",
            ("1月", "2月"),
            (ChartSeries("橙色预警", "🟠", (3, 0)), ChartSeries("黄色预警", "🟡", (1, 2))),
        ),
    ),
    tables=(
        YearTable("各级时长", ("级别", "小时"), (("橙色预警", "68"),), (78, 78)),
        YearTable(
            "履职情况",
            ("单位", "应报", "督办单"),
            (
                ("市公安局", "12", "黄色提示单1次\n橙色督办单2次"),
                ("{{7*7}}{%tr x %}", "—", "<w:p>&\t\x07\u202e"),
            ),
            (56, 50, 50),
        ),
    ),
    signature="昌吉市重污染天气应急指挥部办公室",
    date="2027年1月8日",
)
