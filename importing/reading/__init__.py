"""Reading a feed, without database or network: from a file to plain objects.

`feeds` streams the file, `blogger` knows the two forms of an entry, `cleaning` and `shaping` make blocks of Blogger's
markup, then `languages`, `notes`, `bylines` and `closing` take apart what people wrote by hand, and `entries` does all
of it in order for one entry. `blocks` is what they work on; `words`, `lines`, `names` and `vocabulary` are their tools.
"""
