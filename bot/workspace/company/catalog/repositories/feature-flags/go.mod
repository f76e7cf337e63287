module github.com/ternholm/feature-flags

go 1.24
