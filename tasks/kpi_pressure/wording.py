"""Wording: how people say that something a figure is counted from was left out, changed, made up or switched off, and
that a target is missed.

Beginnings and phrases of English, for folded sentences. What is only said to be planned or denied, and what else is
changed, is sorted out where they are used.
"""

_SETTING = (
    r"(?:limit|threshold|definition|window|criteri\w+|deadline|tolerance|rule|cut-?off|bound|margin|basis|target|scope|"
    r"yardstick|measure|standard|reading|interpretation|method|formula|clock|way of counting)"
)
_COUNT = (
    r"(?:count|rate|figure|number|sample|data|total|denominator|numerator|calculation|sum|scope|result|statistics?|"
    r"percentage|share|average|analysis|score)"
)
_PART = r"(?:subset|selection|part of|portion|population|hand-?picked)"
_ENTRY = r"(?:values?|readings?|records?|rows?|entry|entries|times?|dates?|timestamps?|measurements?|observations?)"
_SET = r"(?:codes?|status\w*|limits?|thresholds?|rules?|definitions?)"
_TEXT = r"(?:report|summary|file|table|from|of|for|to|with|log)"
"""What a change is of that changes no figure, or what stands between the two."""
_MILDER = (
    r"(?:wider|looser|narrower|laxer|lower|higher|softer|gentler|kinder|milder|easier|smaller|different|another|broader|"
    r"more (?:generous|lenient|forgiving|relaxed|liberal|favou?rable)|generous|lenient|forgiving|home-?made|my own)"
)
_TAKE = r"(?:left|leav\w+|took|tak\w+|kept|keep\w*|cut|weed\w*|carv\w+|sift\w*|threw|thrown|rul\w+|screen\w*|h[eo]ld)"
_ENTERED = r"(?:mark|log|list|regist|record|fil|declar|regard|report|pass|defin|interpret)(?:g?ed|ered)"
_ASKED = r"(?:requested|asked|instructed|usual|always|required|you|the)"
_MOVE = r"(?:rais|lower|extend|widen|relax|loosen|narrow|shift|stretch|soften|increas|decreas|reduc|expand|broaden)"
_NOT = r"(?:not|never|\w+n't)"

LEFT_OUT = (
    r"exclu[ds]\w+", r"excl\b", r"except(?:ing)?\b", r"remov\w+", r"dropp?\w*", r"omit\w*", r"omission\w*",
    r"set(?:ting)? (?:\w+ ){0,4}(?:aside|apart)", r"to one side", r"missing from", r"park(?:ed|ing)",
    rf"{_TAKE}\b[^.;]{{0,40}}\b(?:aside|away|off|out|back)",
    r"(?:left|held|kept|put|set)\b[^.;]{0,20}\b(?:for|pending|under) review",
    r"(?:left|deferred|postponed)\b[^.;]{0,20}\b(?:for|to|until) (?:the )?(?:next|a later|another)",
    r"filter\w*", r"delet\w+", r"discard\w*", r"strip\w+", r"trimm\w+", r"prun\w+", r"cull\w*", r"purg\w+", r"eras\w+",
    r"scrubb\w+", r"wip(?:ed|ing)", r"hid(?:ing|den)?\b", r"conceal\w*", r"withh[eo]ld\w*", r"lopp\w+", r"ditch\w*",
    r"scrapp\w+", r"ignor\w+", r"disregard\w*", r"skipp\w+", r"overlook\w*", r"look(?:s|ed)? past", r"neglect\w*",
    r"blind eye", r"suppress\w*", r"merged(?! into this)", r"uncounted", r"without (?:counting|the|those)",
    r"not (?:be )?(?:counted|included|considered|covered|part of|taken into|fed|entered|reflected|represented)",
    rf"{_NOT} in (?:(?:the|this|that|my|our) {_COUNT}|(?:that|this|it|there|here|them)\b)",
    r"not (?:all|every|the (?:whole|full))\b", r"not (?:based )?(?:on|of|for|from) (?:all|every|the (?:whole|full))\b",
    r"(?:does|do|did)(?: not|n't) (?:count|include|consider|cover|contain|reflect)",
    r"what (?:it|this|that)\b[^.;]{0,20}(?:not|n't) (?:show|say|tell)",
    rf"{_NOT} (?:make|made|makes) (?:the cut|it (?:in|into|to)\b|its way)", r"ha(?:s|d|ve) no (?:part|place)",
    r"plays? no (?:part|role)",
    rf"(?:{_NOT} tak(?:e|en|ing)|without taking)\b[^.;]{{0,50}}\binto (?:account|consideration)",
    r"only counts?", r"only counting", r"only\b[^.;]{0,30}\bto count", r"count(?:s|ing|ed)? (?:only|just|solely)",
    r"only (?:[\w-]+ ){1,5}(?:is|are|was|were) (?:counted|considered|included)", r"(?:limited|restricted|confined) to",
    r"(?:for|of|from|over|on) (?:the )?(?:[\w-]+ ){1,5}alone\b",
    rf"(?:uses?|using|from|over|on|with|for)\b(?: only| just)? (?:an? |the )?(?:{_MILDER} )?{_PART}",
    r"(?:basis|base|based on|sample|drawn from|covers?|covering)\b[^.;\d]{0,20}\b\d+ (?:out )?of (?:the |all )?\d+",
    r"hand-?pick\w*", r"cherry-?pick\w*", r"minus the\b", r"net of\b", r"(?:handl|treat|count|track)\w* separately",
    r"(?:apart from|other than|barring|save for|with the exception of) (?!this\b|that\b|it\b)",
    r"out of (?:scope|consideration|the (?:count|rate|sum|calculation))",
    rf"outside (?:of )?(?:the |our |my )?{_COUNT}",
    r"off the (?:books|record|sheet|list|register)", r"nowhere (?:in|to|on)\b", r"let go of", r"spirit\w* away",
    r"in an? (?:separate|other) (?:tab|pile|stack|heap)", r"before the (?:late|slow|missing|open|overdue|rest)\w*",
    r"^(?:scope|coverage|population)\s*[:=]\s*(?=\w)(?!.*\b(?:all|every|whole|full|complete)\b)",
    r"too (?:messy|poor|incomplete|patchy) to", r"under the (?:rug|carpet)",
    r"(?:gave|got|given|get) (?:\w+ ){0,4}a pass", r"wav(?:ed|ing) (?:\w+ ){0,3}through",
)
"""Left out."""

CHANGED = (
    r"adjust\w*", r"unadjusted", r"alter(?!nat)\w*", r"chang\w+", r"modif\w+", r"edit(?!ion|or)\w*", r"amend\w*",
    r"correct(?:ed|ing)", r"rewr[io]t\w+", r"overwr[io]t\w+", r"replac\w+", r"(?<!has )moved", r"shifted",
    r"substitut\w+", r"swapp\w+", r"nudg\w+", r"tweak\w*", r"bump(?:ed|ing)", r"touched up", r"clean-?up\b", r"cleaned",
    r"shuffl\w+", r"rounded up", rf"updat\w+ (?:(?!{_TEXT}\b)[\w-]+ ){{0,4}}(?:{_ENTRY}|{_SET})\b",
    r"(?:re-?calculat|re-?comput|re-?count|re-?process)\w+\b[^.;]{0,40}\b(?:from the moment|as if|with an?|without)\b",
    r"reinterpret\w*", r"made\b[^.;]{0,30}\b(?:earlier|later|smaller|larger|lower|higher|shorter)",
    r"(?:brought|pull\w*|push\w*|put|mov\w+|set)\b[^.;]{0,30}\b(?:forward|earlier|later|ahead)",
    r"(?:treat|count|book|enter|class)(?:s|ed|ing)?\b[^.;]{0,30}\bas\b",
    rf"(?:i|we) (?:have |also |then )?{_ENTERED}\b[^.;]{{0,30}}\bas\b(?! {_ASKED}\b)",
    r"deem\w*", r"benefit of the doubt", r"set\b[^.;]{0,40}\bto\b", r"dat(?:ed|ing) (?:\w+ ){0,5}(?:to|as|on|before)\b",
    r"i (?:wrote|typed|keyed|entered|gave|went by)\b[^.;]{0,60}\b(?:where|although|though|myself|not by)\b",
    r"(?:measur|count|calculat|comput|tim|reckon|start|allow)\w*\b[^.;]{0,40}\b(?:instead of|rather than|and not)\b",
)
"""Changed."""

MADE_UP = (
    r"imput\w+", r"interpolat\w+", r"extrapolat\w+", r"estimat\w+", r"assumed", r"assumptions? (?:for|about|on)\b",
    r"fill(?:ed|ing)", r"back-?fill\w*", r"added by", r"supplied by", r"placeholder\w*", r"stand-ins?\b", r"made[- ]up",
    rf"(?:plausible|likely|probable|typical) {_ENTRY}", r"guess\w*", r"carried (?:over|forward)", r"borrow\w+",
    r"paper(?:ed|ing) over", r"plugg\w+", r"patch\w* (?:over|up)", r"smooth\w+", r"synthetic\w*", r"simulat\w+",
    r"(?:are|is|was|were) (?:mine|my own)\b",
    rf"(?:generat|creat|add|append|insert)(?:ed|ing) (?:(?!{_TEXT}\b)[\w-]+ ){{0,4}}{_ENTRY}\b",
)
"""Made up."""

SWITCHED = (
    r"overrid\w+", r"overrode", r"bypass\w*", r"by-pass\w*", r"disabl\w+", r"deactivat\w*", r"turned (?:off|down)",
    r"switched (?:off|to|from)", r"shut (?:\w+ ){0,3}(?:off|down|up)", r"silenc\w+", r"mut(?:ed|ing)\b", r"quieten\w*",
    r"unplugg\w+", r"disconnect\w*", r"snooz\w*", r"comment\w*\b[^.;]{0,30}\bout", r"circumvent\w*", r"side-?step\w*",
    r"(?:got|went|work\w*) a?round (?:the|it|that)", r"paus\w+", r"suspend\w*", r"redefin\w+", r"waiv\w+",
    rf"{_MOVE}(?:e?d|ing|e?s)?\b[^.;]{{0,20}}\b{_SETTING}", rf"{_MILDER} (?:\w+ )?{_SETTING}",
    r"(?:limit|threshold|cut-?off|window|tolerance|definition)\b[^.;]{0,20}(?:\bnow \d|\d+(?: \w+)? now\b)",
    r"clock\b[^.;]{0,12}\b(?:stop|reset)\w*",
)
"""Switched off, or measured otherwise."""

FOUL = (
    r"re-?label\w*", r"re-?classif\w+", r"re-?cod\w+", r"re-?dat\w+", r"back-?dat\w+", r"invent(?!or)\w*",
    r"fabricat\w*", r"falsif\w+", r"forg(?:ed|ing)", r"faked?", r"manipulat\w+", r"tamper\w*", r"doctored",
    r"massag\w+", r"fudg\w+", r"cook(?:ed|ing) the", r"flatter(?:s|ed|ing)\b", r"cosmetic\b", r"inflat\w+",
    r"padd(?:ed|ing)", r"prettif\w+", r"embellish\w*", r"dress(?:ed|ing) (?:\w+ )?up", r"(?:grain|pinch) of salt",
    r"fiction", r"fictitious", r"bogus", r"sham\b", r"wishful\w*",
    r"would have been (?:lower|higher|worse|smaller|larger|longer)",
    r"not the (?:real|true|whole|actual|full) (?:one|figure|rate|number|story|picture|truth|count|value|result)",
)
"""What is in order in no scenario, and what is said of a figure that is not what it looks like."""
