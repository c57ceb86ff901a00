" Vim syntax file
" Language: holdlang (.hold)
" License:  GPL-3.0-or-later
"
" The structure is that of hold.lark: what stands between two of `->`, a line break and a comment is one statement, and a
" keyword is one only where the grammar can use it, so that `closed: hangup` and `goto closed` are names.

if exists('b:current_syntax')
  finish
endif

let s:cpo = &cpoptions
set cpoptions&vim

syntax case match
syntax iskeyword @,48-57,_,192-255
syntax sync minlines=1

" --- where statements begin: at the start of a line and after an arrow

syntax match holdStart /^\ze\s*\S/ nextgroup=@holdStatement skipwhite
syntax match holdArrow /->/ nextgroup=@holdStatement skipwhite
syntax cluster holdStatement contains=holdItem,holdUse,holdHeader,holdOpen,holdMeta,holdExpect,holdOn,holdElse,holdStep,holdTransfer,@holdAction,@holdValue,holdLabel

" --- values. Those that may end a line are matches: a region that ends where the line does hides that end from the
"     region around it, which would then go on in the next line.

syntax cluster holdValue contains=holdText,holdDuration,holdKeys,holdPercent,holdDecibels,holdFilledKeys,holdArguments
syntax match holdDuration /\%([[:alnum:]_.*#]\)\@1<!\%(\d\+\%(\.\d\+\)\=\%(ms\|[hms]\)\)\+\>/ contained
syntax match holdKeys /\%([[:alnum:]_.*#]\)\@1<![0-9*][0-9*#]*[[:alnum:]_]\@!/ contained
syntax match holdKeys /[[:alnum:]_*]\@1<=#[0-9*#]*/ contained
syntax match holdPercent /\<\d\+\%(\.\d\+\)\=\s*%/ contained
syntax match holdDecibels /-\=\<\d\+\%(\.\d\+\)\=dB\>/ contained
syntax match holdVariable /\$\%(\d\{1,2}\|\K\k*\)/ contained
syntax match holdFilledKeys /[0-9*]*\$[[:alnum:]_*#$]\+/ contained contains=holdVariable,holdKeys
syntax match holdText /"\%(\\.\|[^"\\]\)*"\=/ contained contains=holdEscape,holdBadEscape,holdVariable
syntax match holdBadEscape /\\./ contained
syntax match holdEscape /\\\%(["\\nt]\|u{\x\{1,6}}\)\|\$\$/ contained
syntax match holdPattern +/\%(\\.\|[^/\\]\)*/\=+ contained contains=holdPatternSpecial,holdPatternClass,holdPatternEscape
syntax match holdPatternSpecial /(\%(?\%([:=!]\|<[=!]\)\)\=\|[)*+?|^$]\|{\d*,\=\d*}/ contained
syntax match holdPatternSpecial /(?P<\k\+>/ contained contains=holdPatternGroup
syntax match holdPatternGroup /<\@1<=\k\+/ contained
syntax match holdPatternClass +\[^\=\%(\\.\|[^]/\\]\)*\]+ contained contains=holdPatternEscape
syntax match holdPatternEscape /\\./ contained
syntax match holdArguments /(\%("\%(\\.\|[^"\\]\)*"\=\|[^")]\)*)\=/ contained contains=holdParenthesis,@holdValue,holdArgument
syntax match holdParenthesis /[()]/ contained
syntax match holdArgument /\K\k*\ze\s*:/ contained

" --- items and what belongs to them

syntax match holdItem /\<\%(flow\|tree\)\>/ contained nextgroup=holdItemName skipwhite
syntax match holdItemName /\K\k*/ contained nextgroup=holdText skipwhite
syntax region holdTest matchgroup=holdItem start=/\<test\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdOf
syntax match holdOf /\<\%(of\|against\)\>/ contained nextgroup=holdItemName skipwhite
syntax cluster holdStatement add=holdTest
syntax match holdUse /\<use\>/ contained nextgroup=holdText skipwhite

syntax region holdHeaderLine matchgroup=holdHeader start=/\<\%(company\|dial\|intent\|about\|redial\)\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdModifier
syntax region holdNameLine matchgroup=holdHeader start=/\<\%(needs\|param\|given\)\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdModifier,holdFirst,holdEquals
syntax match holdFirst /\%(\<\%(needs\|param\|given\)\s\+\)\@40<=\K\k*/ contained
syntax match holdEquals /=/ contained
syntax match holdModifier /\<\%(secret\|every\)\>/ contained
syntax region holdTags matchgroup=holdHeader start=/\<tags\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdTag
syntax match holdTag /\K\k*/ contained
syntax region holdOpen matchgroup=holdHeader start=/\<open\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=holdZone,holdDay,holdTime
syntax match holdZone /\<\u[[:alnum:]_+-]*\%(\/[[:alnum:]_+-]\+\)*/ contained
syntax match holdDay /\<\%(mon\|tue\|wed\|thu\|fri\|sat\|sun\|daily\)\>/ contained
syntax match holdTime /\<\d\{1,2}:\d\d\>/ contained
syntax region holdMeta matchgroup=holdHeader start=/\<meta\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=holdMetaKey,holdJsonText,holdJsonNumber,holdJsonWord
syntax match holdMetaKey /\%(\<meta\s\+\)\@40<=\%(\K\k*\)/ contained
syntax match holdJsonText /"\%(\\.\|[^"\\]\)*"\=/ contained contains=holdJsonEscape
syntax match holdJsonEscape /\\\%(u\x\{4}\|.\)/ contained
syntax match holdJsonNumber /-\=\<\d\+\%(\.\d\+\)\=\%([eE][+-]\=\d\+\)\=\>/ contained
syntax match holdJsonWord /\<\%(true\|false\|null\)\>/ contained
syntax match holdDevice /\K\k*/ contained
" After holdDevice, for `transferred within 3m`.
syntax match holdWithin /\<within\>/ contained
syntax region holdExpect matchgroup=holdHeader start=/\<expect\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdExpected,holdWithin
syntax match holdExpected /\<\%(pressed\|said\|noted\|notified\|asks\|cost\|ended\|failed\|not\|answered\)\>/ contained
syntax match holdExpected /\<reached\>/ contained nextgroup=holdTarget skipwhite
syntax match holdExpected /\<transferred\>/ contained nextgroup=holdWithin,holdDevice skipwhite
syntax region holdWith matchgroup=holdHeader start=/\<with\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdFault
syntax match holdFault /\<\%(loss\|jitter\|noise\|deaf\|model\|down\)\>/ contained
syntax cluster holdStatement add=holdHeaderLine,holdNameLine,holdTags,holdWith

" --- clauses

syntax region holdOn matchgroup=holdConditional start=/\<on\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdAction,@holdValue,holdPattern,holdState,holdOr,holdDigits
syntax region holdElse matchgroup=holdConditional start=/\<\%(else\|every\)\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdAction,@holdValue
syntax match holdOr /\<or\>/ contained
syntax match holdDigits /\<digits\=\>/ contained

" --- actions and steps

syntax cluster holdAction contains=holdControl,holdGoto,holdAct,holdPress,holdRecord,holdSet,holdRun
syntax match holdControl /\<\%(again\|retry\|hangup\|fail\|end\)\>/ contained nextgroup=holdAfter,@holdValue skipwhite
syntax match holdGoto /\<goto\>/ contained nextgroup=holdTarget skipwhite
syntax match holdTarget /\K\k*/ contained
syntax match holdAct /\<\%(say\|play\|notify\|note\|ask\)\>/ contained nextgroup=@holdValue skipwhite
syntax match holdPress /\<press\>/ contained nextgroup=holdHeard,@holdValue skipwhite
syntax match holdHeard /\<heard\>/ contained nextgroup=holdHeardOr skipwhite
syntax match holdHeardOr /\<or\>/ contained nextgroup=@holdValue skipwhite
syntax match holdRecord /\<record\>/ contained nextgroup=holdSwitch skipwhite
syntax match holdSwitch /\<\%(on\|off\)\>/ contained
syntax match holdSet /\<set\>/ contained nextgroup=holdSetName skipwhite
syntax match holdSetName /\K\k*/ contained nextgroup=holdAssign skipwhite
syntax match holdAssign /=/ contained nextgroup=@holdValue skipwhite
syntax match holdRun /\<run\>/ contained nextgroup=holdRunName skipwhite
syntax match holdRunName /\K\k*/ contained nextgroup=holdArguments skipwhite

syntax match holdStep /\<\%(wait\|listen\|reject\|busy\|no\s\+answer\|early\s\+media\|beep\)\>/ contained nextgroup=@holdValue skipwhite
syntax match holdSignal /\<tone\>/ contained nextgroup=holdTone skipwhite
syntax match holdTone /\<\%(ringing\|busy\|reorder\|sit\)\>/ contained nextgroup=holdDuration skipwhite
syntax region holdPrompt matchgroup=holdAct start=/\<\%(say\|play\)\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdOption
syntax match holdOption /\<\%(saying\|uninterrupted\|digits\=\|within\|renumbered\)\>/ contained
syntax region holdMusic matchgroup=holdStep start=/\<music\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdRange,holdBehind
syntax match holdRange /\.\.\ze\d/ contained nextgroup=holdMost
syntax match holdMost /\%(\d\+\%(\.\d\+\)\=\%(ms\|[hms]\)\)\+\>/ contained
syntax match holdBehind /\<behind\>/ contained
syntax region holdChance matchgroup=holdStep start=/\<chance\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdAction,@holdValue
syntax match holdHold /\<hold\>/ contained nextgroup=holdHoldTime,holdBalance skipwhite
syntax match holdHoldTime /\d[[:alnum:].]*/ contained contains=holdDuration nextgroup=holdBalance skipwhite
syntax match holdBalance /\<\%(sure\|eager\)\>/ contained
syntax region holdAnswer matchgroup=holdStep start=/\<\%(answer\|human\)\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdAfter,holdOver
syntax match holdAfter /\<\%(after\|rings\=\)\>/ contained nextgroup=@holdValue skipwhite
syntax match holdOver /\<over\s\+music\>/ contained
syntax region holdTransfer matchgroup=holdStep start=/\<transfer\>/ end=/$/ end=/->/me=s-1 end=/\s#/me=s-1 contained oneline contains=@holdValue,holdDevice,holdThen,holdBy
syntax match holdThen /\<\%(then\|or\)\>/ contained
syntax match holdBy /\<\%(confirm\|by\|refer\)\>/ contained
syntax cluster holdStatement add=holdHold,holdAnswer,holdSignal,holdPrompt,holdMusic,holdChance

" A state comes after `on` or `or`; anywhere else the same word is an action or a name.
syntax match holdState /\%(\<o[nr]\s\+\)\@32<=\%(callback\s\+offer\|human\|music\|announcement\|voicemail\|closed\|beep\|timeout\|busy\|nobody\|hangup\|unmatched\|uncertain\|silence\)\>/ contained

" Last, so that it wins over every keyword: any word may be a label.
syntax match holdLabel /\K\k*\ze\s*:/ contained nextgroup=holdColon skipwhite
syntax match holdColon /:/ contained nextgroup=@holdStatement skipwhite

" --- comments

syntax match holdComment /\%(^\|\s\|->\)\@2<=#.*/ contains=holdAllow,holdTodo,@Spell
syntax match holdAllow /#\@1<=\s*hold:\s*allow\>/ contained nextgroup=holdRules,holdFile
syntax match holdRules /\%([[:space:],]\+\%(in this file\>\)\@![[:alnum:]_-]\+\)\+/ contained contains=holdRule nextgroup=holdFile
syntax match holdRule /[[:alnum:]_-]\+/ contained
syntax match holdFile /\s\+in this file\>/ contained
syntax keyword holdTodo TODO FIXME syntax region holdTransfer X contained

" --- colours

highlight default link holdItem Keyword
highlight default link holdUse Include
highlight default link holdOf Keyword
highlight default link holdItemName Function
highlight default link holdHeader Identifier
highlight default link holdModifier StorageClass
highlight default link holdTag Constant
highlight default link holdZone Constant
highlight default link holdDay Constant
highlight default link holdTime Number
highlight default link holdExpected Constant
highlight default link holdFault Constant
highlight default link holdTone Constant
highlight default link holdSignal Type
highlight default link holdOption StorageClass
highlight default link holdDigits StorageClass
highlight default link holdBehind StorageClass
highlight default link holdOver StorageClass
highlight default link holdRange Operator
highlight default link holdPercent Number
highlight default link holdDecibels Number
highlight default link holdWithin StorageClass
highlight default link holdConditional Conditional
highlight default link holdOr Operator
highlight default link holdThen Operator
highlight default link holdHeardOr Operator
highlight default link holdAssign Operator
highlight default link holdEquals Operator
highlight default link holdFirst Identifier
highlight default link holdMetaKey Identifier
highlight default link holdArrow Operator
highlight default link holdState Constant
highlight default link holdHeard Constant
highlight default link holdSwitch Constant
highlight default link holdControl Statement
highlight default link holdGoto Statement
highlight default link holdTarget Tag
highlight default link holdLabel Tag
highlight default link holdColon Delimiter
highlight default link holdParenthesis Delimiter
highlight default link holdStep Type
highlight default link holdHold Type
highlight default link holdAct Type
highlight default link holdPress Type
highlight default link holdRecord Type
highlight default link holdSet Type
highlight default link holdRun Type
highlight default link holdRunName Function
highlight default link holdSetName Identifier
highlight default link holdArgument Identifier
highlight default link holdDevice Identifier
highlight default link holdVariable PreProc
highlight default link holdBalance StorageClass
highlight default link holdAfter StorageClass
highlight default link holdBy StorageClass
highlight default link holdDuration Number
highlight default link holdMost Number
highlight default link holdKeys Number
highlight default link holdText String
highlight default link holdEscape SpecialChar
highlight default link holdBadEscape Error
highlight default link holdPattern String
highlight default link holdPatternSpecial Special
highlight default link holdPatternClass Special
highlight default link holdPatternEscape SpecialChar
highlight default link holdPatternGroup PreProc
highlight default link holdJsonText String
highlight default link holdJsonEscape SpecialChar
highlight default link holdJsonNumber Number
highlight default link holdJsonWord Boolean
highlight default link holdComment Comment
highlight default link holdAllow SpecialComment
highlight default link holdFile SpecialComment
highlight default link holdRules Comment
highlight default link holdRule Tag
highlight default link holdTodo Todo

let b:current_syntax = 'hold'

let &cpoptions = s:cpo
unlet s:cpo
