" What `gq` does in a .hold file.
" License: GPL-3.0-or-later

" Lay out the lines v:lnum … v:lnum + v:count - 1 by 'formatprg'. 'formatprg' alone would put the program's complaint in
" the place of a text that it refuses; here the text stays as it is and the complaint is shown.
function hold#Format() abort
  if mode() =~# '[iR]'
    return 1  " a long line while typing is Vim's own to wrap
  endif
  let last = v:lnum + v:count - 1
  let before = getline(v:lnum, last)
  let complaints = tempname()
  let after = systemlist(&l:formatprg . ' 2>' . shellescape(complaints), before)
  if v:shell_error
    echohl ErrorMsg
    echomsg get(filereadable(complaints) ? readfile(complaints) : [], 0, 'holdlang: the text can''t be laid out')
    echohl None
  elseif after !=# before
    let view = winsaveview()
    call append(last, after)
    execute 'silent keepjumps' v:lnum . ',' . last . 'delete _'
    call winrestview(view)
  endif
  call delete(complaints)
  return 0
endfunction
