module github.com/ternholm/weather-feed

go 1.19
