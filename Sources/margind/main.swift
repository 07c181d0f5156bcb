print("margind")
