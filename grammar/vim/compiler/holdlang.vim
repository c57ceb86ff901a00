" Vim compiler file
" Compiler: holdlang check
" License:  GPL-3.0-or-later

if exists('current_compiler')
  finish
endif
let current_compiler = 'holdlang'

let s:cpo = &cpoptions
set cpoptions&vim

CompilerSet makeprg=holdlang\ check\ --format\ concise\ %:S

" flow.hold:9:10: error[HL101] unknown label `closd` (did you mean `closed`?)
" The column counts characters, for which %v is right where %c, which counts bytes, is not. The last line counts the
" files and mistakes.
CompilerSet errorformat=
      \%f:%l:%v:\ %trror[HL%n]\ %m,
      \%f:%l:%v:\ %tarning[HL%n]\ %m,
      \%-G%*\\d\ file%.%#

let &cpoptions = s:cpo
unlet s:cpo
