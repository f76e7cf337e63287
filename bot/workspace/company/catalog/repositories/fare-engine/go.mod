module github.com/ternholm/fare-engine

go 1.23
