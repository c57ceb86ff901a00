" Vim filetype plugin file
" Language: holdlang (.hold)
" License:  GPL-3.0-or-later

if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

let s:cpo = &cpoptions
set cpoptions&vim

setlocal comments=:# commentstring=#\ %s
setlocal formatoptions-=t formatoptions+=croql
setlocal shiftwidth=2 softtabstop=2 expandtab
setlocal iskeyword=@,48-57,_,192-255

" `gq` and `gggqG` lay out by `holdlang fmt`; hold#Format keeps the text when holdlang refuses it.
setlocal formatprg=holdlang\ fmt\ - formatexpr=hold#Format()

" `gf` on `use "lib/bank.hold"`, and CTRL-] there without a language server.
setlocal suffixesadd=.hold
let &l:include = '^\s*use\s\+'
let &l:define = '\%(^\s*\%(flow\|tree\)\s\+\|\%(^\|->\)\s*\ze\k\+\s*:\)'

" `:make` checks the file, and `:copen` shows what is wrong.
compiler holdlang

let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< shiftwidth< softtabstop< expandtab< iskeyword<'
      \ . ' formatprg< formatexpr< suffixesadd< include< define< makeprg< errorformat< | unlet! b:current_compiler'

let &cpoptions = s:cpo
unlet s:cpo
