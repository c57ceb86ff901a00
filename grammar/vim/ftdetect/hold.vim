" Which files are flows.
autocmd BufRead,BufNewFile *.hold setfiletype hold
