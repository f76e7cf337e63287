module github.com/ternholm/vessel-tracker

go 1.22
