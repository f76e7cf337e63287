module github.com/ternholm/boarding-suite

go 1.23
