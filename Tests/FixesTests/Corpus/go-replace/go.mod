module a

replace example.org/b => ./b
