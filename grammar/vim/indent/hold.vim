" Vim indent file
" Language: holdlang (.hold)
" License:  GPL-3.0-or-later
"
" The layout of `holdlang fmt`: items and steps at the margin, what belongs to them one step in.

if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=HoldIndent(v:lnum)
setlocal indentkeys=o,O,!^F,<:>
setlocal autoindent nosmartindent

let b:undo_indent = 'setlocal indentexpr< indentkeys< autoindent< smartindent<'

let s:inner = '^\s*\%(company\|dial\|tags\|intent\|open\|needs\|param\|redial\|meta\|about\|every\|given\|with\|expect\|on\|else\)\>\%(\s*:\)\@!'
let s:outer = '^\s*\%(\%(use\|flow\|tree\|test\|wait\|listen\|hold\|transfer\|answer\|early\|reject\|busy\|no\|music\|tone\|beep\|human\|chance\|press\|say\|play\|notify'
      \ . '\|note\|ask\|set\|record\|run\|goto\|again\|retry\|hangup\|fail\|end\)\>\|\K\k*\s*:\|[0-9*]\)'

" A line is indented anew when one of these words has been typed at its start.
for s:word in split('company dial tags intent open needs param redial meta about every given with expect on else use flow tree test wait listen hold'
      \ . ' transfer answer early reject busy no music tone beep human chance press say play notify note ask set record run goto again retry hangup fail end')
  execute 'setlocal indentkeys+=0=' . s:word
endfor
unlet s:word

if exists('*HoldIndent')
  finish
endif

function HoldIndent(line) abort
  let text = getline(a:line)
  if text =~# s:inner
    return shiftwidth()
  endif
  if text =~# s:outer
    return 0
  endif
  if text =~# '^\s*#'
    " A comment stands like what follows it, which need not be written yet.
    let next = nextnonblank(a:line + 1)
    return next && getline(next) =~# s:inner ? shiftwidth() : next ? 0 : -1
  endif
  " An empty line, or a word half typed: under an item come its headers, after a clause or a header another.
  let before = prevnonblank(a:line - 1)
  if before && before == a:line - 1 && getline(before) =~# s:inner . '\|^\s*\%(flow\|tree\|test\)\>\%(\s*:\)\@!'
    return shiftwidth()
  endif
  return 0
endfunction
